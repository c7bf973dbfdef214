import DomainNames
import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `What reviewers see and do of identifiers` {
    @Test(arguments: TestStore.allCases)
    func `S21 look-alikes of accounts and of open requests are told, and nothing else`(store: TestStore) async throws {
        // Given an active account, an open request and an ended one
        let world = try await OnboardingWorld(store)
        let active = try await world.reserve(.standard, "kestrel.example", by: "anna@kestrel.example")
        try await world.activate(active.id, by: "anna@kestrel.example")
        let open = try await world.reserve(.standard, "kestre1.example")
        let ended = try await world.reserve(.standard, "kestrél.example")
        try await world.perform(ReleaseAccount(), ["account": .text(ended.id)])
        func alike(_ name: String) async throws -> Value? {
            try await world.fact("lookAlikes", .text(try #require(Identifiers.name(name))))
        }
        // When look-alikes and others are asked for
        let both = Value.list([.text(open.identifier), .text(active.identifier)])
        for double in ["kеstrel.example", "kestreӏ.example", "ｋéstrel.example", "kestrel.еxample"] {
            #expect(try await alike(double) == both, "\(double)")
        }
        #expect(try await alike("kestrel.example") == .list([.text(open.identifier)]), "not itself")
        #expect(try await alike("castrel.example") == .list([]))
        // Then a request that becomes the look-alike of another is one as well
        #expect(try await world.change(open.id, to: "dune.example") == nil)
        #expect(try await alike("kеstrel.example") == .list([.text(active.identifier)]))
        #expect(try await alike("dսne.example") == .list([.text("dune.example")]))
    }

    @Test(arguments: TestStore.allCases)
    func `S21 the asker's own domain and mixed scripts are told`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        func looks(_ name: String, _ email: String) async throws -> Value? {
            try await world.fact("looksLikeDomainOf", .text(try #require(Identifiers.name(name))), .text(email))
        }
        #expect(try await looks("dսne.example", "maria@dune.example") == .boolean(true))
        #expect(try await looks("lab.dսne.example", "maria@dune.example") == .boolean(true))
        #expect(try await looks("lab.dune.example", "maria@dune.example") == .boolean(false))
        #expect(try await looks("converge.example", "maria@dune.example") == .boolean(false))
        func mixes(_ name: String) async throws -> Value? {
            try await world.fact("mixesScripts", .text(try #require(Identifiers.name(name))))
        }
        #expect(try await mixes("kеstrel.example") == .boolean(true))
        for name in ["例えlab.example", "サーバー.example", "köln.example", "пример.example", "kestrel.example"] {
            #expect(try await mixes(name) == .boolean(false), "\(name)")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `S21 U27 accounts of the same domain and earlier decisions are told`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        _ = try await world.reserve(.standard, "dune.example", by: "anna@kestrel.example")
        _ = try await world.reserve(.standard, "mediatv.dune.example", by: "anna@kestrel.example")
        let name = try #require(Identifiers.name("dսne.example"))
        try await world.deny(name)
        func neighbour(_ identifier: String) -> Value {
            .record([
                "identifier": .text(identifier), "accountName": .text("XYZ製作所"), "status": .text("pending"),
            ])
        }
        #expect(try await world.fact("relatives", .text(name)) == .list([]))
        #expect(
            try await world.fact("relatives", .text("lab.dune.example"))
                == .list([neighbour("dune.example"), neighbour("mediatv.dune.example")]))
        #expect(try await world.fact("registrableDomain", .text("lab.dune.example")) == .text("dune.example"))
        let denied = Value.record(["verb": .text("denied"), "at": .timestamp(world.time.now)])
        #expect(try await world.fact("identifierDecisions", .text(name)) == .list([denied]))
        #expect(try await world.fact("identifierDecisions", .text("lab.dune.example")) == .list([]))
        let rei = try await world.person("rei@vendor.example")
        let log = try await Identifiers(database: world.database).decisions(about: name)
        #expect(log.map(\.personID) == [rei.id] && log.map(\.instance) == ["i"])
    }

    @Test(arguments: TestStore.allCases)
    func `AC18 three denials close an identifier until staff opens it, and the log keeps both`(
        store: TestStore
    ) async throws {
        let world = try await OnboardingWorld(store)
        let identifiers = Identifiers(database: world.database)
        let name = "lab.kestrel.example"
        try await world.deny(name, times: 2)
        #expect(try await world.status(name) == "free")
        try await world.deny(name)
        #expect(try await world.status(name) == "blocked")
        #expect(try await world.status("kestrel.example") == "free")
        // S7: whether somebody has it does not show
        let holder = try await world.reserve(.standard, name, by: "anna@kestrel.example")
        #expect(try await world.status(name) == "blocked")
        try await world.perform(ReleaseAccount(), ["account": .text(holder.id)])
        // When staff opens it
        world.time.advance(.days(1))
        #expect(try await identifiers.allow(name, now: world.time.now) == 3)
        #expect(try await world.status(name) == "free")
        #expect(try await identifiers.allow(name, now: world.time.now) == 0)
        // Then the count begins anew, and nothing is forgotten
        try await world.deny(name, times: 2)
        #expect(try await world.status(name) == "free")
        let log = try await identifiers.decisions(about: name)
        #expect(log.map(\.verb) == [.denied, .denied, .allowed, .denied, .denied, .denied])
        #expect(log[2].at == world.time.now && log[2].personID == nil)
        for change in ["delete from identifier_decision", "update identifier_decision set verb = 'allowed'"] {
            await #expect(throws: (any Error).self) {
                try await world.database.transaction { tx in tx.write(Statement("test.edit", change)) }
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `what held a name before held identifiers had a table holds it after, with its look-alikes`(
        store: TestStore
    ) async throws {
        // Given the tables as they were, and accounts in them
        let folder = try TemporaryFolder()
        let all = MigrationLine(name: "onboarding", assets: AssetTable.onboarding)
        let old = MigrationLine(name: "onboarding", migrations: [try #require(all.migrations.first)])
        let database = try await store.open(in: folder, lines: [.engineTables, old])
        let names = ["m0rn1-l0.example", "dune.example", "a-b.c0m.example", "23lmh3.smb"]
        try await database.transaction { tx in
            tx.write(
                Statement(
                    "test.person",
                    "insert into person (id, is_partner, created_at, updated_at) values ('p', false, $1, $1)"),
                .integer(0))
            for (index, name) in (names + ["gone.example"]).enumerated() {
                tx.write(
                    Statement(
                        "test.account",
                        """
                        insert into account (id, kind, status, name, identifier, account_type, requested_by, requested_at,
                            ended_at)
                        values ($1, 'standard', $2, 'A', $3, 'x', 'p', $4, $5)
                        """),
                    .text("a\(index)"), .text(name == "gone.example" ? "deleted" : "pending"), .text(name), .integer(0),
                    name == "gone.example" ? .integer(0) : .null)
            }
        }
        // When the new ones are made
        _ = try await Migrator(lines: [.engineTables, all]).migrate(database, at: 0)
        // Then each name is held, with the key that the program gives it
        let held = try await database.read { tx in
            try tx.rows(Statement("test.held", "select identifier, look_alike_key from held_identifier")).map {
                (try $0.text(0), try $0.text(1))
            }
        }
        #expect(Set(held.map(\.0)) == Set(names))
        for (name, key) in held { #expect(key == LookAlikeKey.of(name), "\(name)") }
    }
}
