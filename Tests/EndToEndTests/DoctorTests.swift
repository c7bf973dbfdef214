import Foundation
import Statecharts
import Storage
import TestKit
import Testing

@testable import genkan

/// What an operator asks first: is it well, and if not, what mends it.
@Suite struct `Doctor and dead letters` {
    private func findings(_ run: Program.Run) throws -> [String: (level: String, text: String)] {
        var findings: [String: (level: String, text: String)] = [:]
        for finding in try JSON(parsing: run.output).arrayValue ?? [] {
            findings[finding["check"]?.stringValue ?? ""] = (
                finding["level"]?.stringValue ?? "", finding["text"]?.stringValue ?? ""
            )
        }
        return findings
    }

    private func write(_ sql: String, in file: String) async throws {
        let database = try await SQLiteDatabase.open(path: file)
        try await database.transaction { tx in tx.write(Statement("test.write", sql)) }
        try await database.close()
    }

    private static let deadLetter = """
        insert into outbox (id, instance_id, kind, channel, target, message_id, person_key, sealed, key_id, stage,
            attempts, next_at, made_at, last_reply, policy)
        values ('01936a00-0000-7000-8000-00000000000a', null, 'sign-in-code', 'mail', 'a@one.example', '<a@vendor.example>',
            x'00', x'00', 1, 'dead', 12, 0, 0, '451 not now', 'repeat')
        """

    @Test func `a new store is well, and a missing one is not`() async throws {
        let folder = try TemporaryFolder()
        let url = "sqlite:\(folder.file("a.sqlite"))"
        let missing = try await Program.run(["doctor", "--database", url, "--format", "json"])
        #expect(missing.code == 1)
        #expect(try findings(missing)["store"]?.text.contains("there is no database at") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        _ = try await blocking { try RunningServer(url: url).terminate() }
        let run = try await Program.run(["doctor", "--database", url, "--format", "json"])
        #expect(run.code == 0, "\(run.output)")
        let found = try findings(run)
        #expect(
            found.keys.sorted() == [
                "dead letters", "keys", "migrations", "outbox", "repair", "settings", "store", "stuck instances",
                "timers",
            ])
        #expect(found.values.allSatisfy { $0.level == "ok" }, "\(run.output)")
        try FileManager.default.removeItem(atPath: folder.file("a.sqlite.keys"))
        let keyless = try await Program.run(["doctor", "--database", url])
        #expect(keyless.code == 1)
        #expect(keyless.output.contains("FAILED  keys"))
        #expect(keyless.output.contains("restore it"))
    }

    @Test func `a dead letter makes the doctor red, is listed, and goes back into the queue with a reason`()
        async throws
    {
        let folder = try TemporaryFolder()
        let file = folder.file("a.sqlite")
        let store = ["--database", "sqlite:\(file)"]
        _ = try await blocking { try RunningServer(database: file).terminate() }
        try await write(Self.deadLetter, in: file)
        let red = try await Program.run(["doctor", "--format", "json"] + store)
        #expect(red.code == 1)
        let letters = try findings(red)["dead letters"]
        #expect(letters?.level == "failed" && letters?.text.contains("451 not now") == true, "\(red.output)")
        let list = try await Program.run(["outbox", "list", "--dead", "--format", "json"] + store)
        #expect(list.code == 0)
        let id = try JSON(parsing: list.output)[0]?["id"]?.stringValue ?? ""
        #expect(id == "01936a00-0000-7000-8000-00000000000a")
        let unsaid = try await Program.run(["outbox", "retry", id] + store)
        #expect(unsaid.code == 2)
        let sent = try await Program.run(["outbox", "retry", id, "--reason", "the relay is back"] + store)
        #expect(sent.code == 0, "\(sent.talk)")
        let again = try await Program.run(["outbox", "resend", id, "--reason", "once more"] + store)
        #expect(again.code == 1 && again.talk.contains("is no dead letter"))
        #expect(try await Program.run(["outbox", "list"] + store).talk.contains("no dead letters"))
    }

    @Test(arguments: TestStore.allCases)
    func `a dead letter is given up with a reason, and each wrong word gets one line that says what to do`(
        store: TestStore
    ) async throws {
        let folder = try TemporaryFolder()
        let server = store == .postgres ? try PostgresServer.shared() : nil
        let name = try server?.database()
        let url = name.flatMap { server?.url($0) } ?? "sqlite:\(folder.file("a.sqlite"))"
        let environment = ["GENKAN_SEAL_KEYS": folder.file("keys"), "GENKAN_MAILBOX": folder.file("mailbox")]
        _ = try await blocking { try RunningServer(url: url, ["--migrate"], environment: environment).terminate() }
        let database: any Database =
            if let name, let server {
                try await PostgresDatabase.open(PostgresSettings(url: try PostgresURL(server.url(name))))
            } else {
                try await SQLiteDatabase.open(path: folder.file("a.sqlite"))
            }
        try await database.transaction { tx in
            for (id, stage) in [(Self.dead, "dead"), (Self.queued, "queued")] { tx.write(Self.letter(id, stage)) }
        }
        func discard(_ words: String...) async throws -> Program.Run {
            try await Program.run(["outbox", "discard", "--database", url] + words, environment: environment)
        }
        let unsaid = try await discard(Self.dead)
        #expect(unsaid.code == 2 && unsaid.talk.contains("--reason"), "\(unsaid.talk)")
        let blank = try await discard(Self.dead, "--reason", "  ")
        #expect(blank.code == 2 && blank.talk.contains("--reason must say why"), "\(blank.talk)")
        let wrong = try await discard("a-request", "--reason", "gone")
        #expect(wrong.code == 2 && wrong.talk.contains("take one that 'genkan outbox list' prints"), "\(wrong.talk)")
        let absent = try await discard("01936a00-0000-7000-8000-00000000000c", "--reason", "gone")
        #expect(absent.code == 1 && absent.talk.contains("is no dead letter; 'genkan outbox list'"), "\(absent.talk)")
        let alive = try await discard(Self.queued, "--reason", "gone")
        #expect(alive.code == 1 && alive.talk.contains("is queued, not dead"), "\(alive.talk)")
        let done = try await discard(Self.dead, "--reason", "no such person")
        #expect(done.code == 0 && done.output == "\(Self.dead) discarded\n", "\(done.talk)")
        let outcomes = try await database.read { tx in
            try tx.rows(Statement("test.sent", "select outcome from sent")).map { try $0.text(0) }
        }
        #expect(outcomes == ["undeliverable"])
        try await database.close()
        if let name { try server?.drop(name) }
    }

    private static let dead = "01936a00-0000-7000-8000-00000000000a"
    private static let queued = "01936a00-0000-7000-8000-00000000000b"

    private static func letter(_ id: String, _ stage: String) -> Statement {
        func insert(_ time: String) -> String {
            """
            insert into outbox (id, kind, channel, target, message_id, stage, attempts, next_at, made_at, policy) \
            values ('\(id)', 'sign-in-code', 'mail', 'a@one.example', '<\(id)@vendor.example>', '\(stage)', 12, \
            \(time), \(time), 'repeat')
            """
        }
        return Statement("test.letter", sqlite: insert("0"), postgres: insert("now()"))
    }

    @Test func `R1 deep, an invariant that does not hold is red with its number and instance, and so is an alarm`()
        async throws
    {
        let folder = try TemporaryFolder()
        let file = folder.file("a.sqlite")
        let deep = ["doctor", "--deep", "--format", "json", "--database", "sqlite:\(file)"]
        _ = try await blocking { try RunningServer(database: file).terminate() }
        let well = try await Program.run(deep)
        let found = try findings(well)
        #expect(well.code == 0 && found["invariants"]?.level == "ok" && found["pages"]?.level == "ok", "\(well.output)")
        #expect(found["invariants"]?.text.contains("0 instances, 0 entries read") == true)
        #expect(well.talk.isEmpty)
        try await write(
            """
            insert into instance (id, definition_id, state, context, revision, changed_revision, stays, head_hash,
                is_final, created_at, updated_at)
            select '018f9e2a-7c00-7000-8000-000000000001', id, 'active', '{}', 1, 1, '{}', x'00', 0, 0, 0
            from definition where workflow = 'agreement'
            """, in: file)
        let red = try await Program.run(deep)
        #expect(red.code == 1)
        let named = try findings(red)["I-01"]
        #expect(named?.level == "failed" && named?.text.contains("018f9e2a-7c00-7000-8000-000000000001") == true)
        #expect(named?.text.contains("restore a backup") == true, "\(red.output)")
        try await write("update repair_pass set alarm_at = 1795219200000000", in: file)
        let alarmed = try await Program.run(["doctor", "--format", "json", "--database", "sqlite:\(file)"])
        let alarm = try findings(alarmed)["repair"]
        #expect(alarmed.code == 1 && alarm?.level == "failed", "\(alarmed.output)")
        #expect(alarm?.text.contains("2026-11-21T00:00:00") == true)
    }

    @Test func `on a server: roles, standby, TLS, clock and months are looked at, and a missing schema is said`()
        async throws
    {
        let server = try PostgresServer.shared()
        let name = try server.database()
        let folder = try TemporaryFolder()
        let environment = ["GENKAN_SEAL_KEYS": folder.file("keys"), "GENKAN_MAILBOX": folder.file("mailbox")]
        let words = ["--database", server.url(name)]
        let empty = try await Program.run(["doctor", "--format", "json"] + words, environment: environment)
        #expect(empty.code == 1)
        #expect(try findings(empty)["migrations"]?.text.contains("run 'genkan migrate'") == true, "\(empty.output)")
        _ = try await Program.run(["migrate"] + words, environment: environment)
        let run = try await Program.run(["doctor", "--format", "json"] + words, environment: environment)
        let found = try findings(run)
        // the tests' server runs without fsync, by the owner, without a standby
        #expect(found["settings"]?.level == "failed")
        #expect(found["rights"]?.level == "warning")
        #expect(found["standby"]?.level == "warning")
        #expect(found["connection"]?.level == "ok")
        #expect(found["clock"]?.level == "ok")
        #expect(found["months"]?.level == "ok")
        #expect(run.code == 1)
        try server.drop(name)
    }

    @Test func `S37 across a network only a verified server is well`() throws {
        for mode in ["prefer", "require", "verify-ca", nil] {
            let finding = StoreSettings.connection(isLocal: false, sslMode: mode)
            #expect(finding.level == .warning && finding.text.contains("sslmode=verify-full"))
            #expect(StoreSettings.connection(isLocal: true, sslMode: mode).level == .ok)
        }
        #expect(StoreSettings.connection(isLocal: false, sslMode: "verify-full").level == .ok)
        let url = "postgresql://genkan_app@db.example/genkan?sslmode=verify-full"
        #expect(try Configuration(database: url).sslMode == "verify-full")
    }

    @Test func `R26 nobody to wait for, or less than all of it, is warned of`() {
        for commit in ["off", "local", "remote_write"] {
            let finding = StoreSettings.durability(fsync: "on", commit: commit, pages: "on")
            #expect(finding.level == .warning && finding.text.contains("synchronous_commit = \(commit)"))
        }
        for commit in ["on", "remote_apply"] {
            #expect(StoreSettings.durability(fsync: "on", commit: commit, pages: "on").level == .ok)
        }
        #expect(StoreSettings.standby(names: "").level == .warning)
        #expect(StoreSettings.standby(names: "any 1 (*)").level == .ok)
    }

    @Test func `R20 C32 a clock that is off and a month that is missing within a week are red`() async throws {
        let server = try PostgresServer.shared()
        let name = try server.database()
        let configuration = try Configuration(database: server.url(name))
        // three days before the end of a month that nobody has made the next one of
        let host = ManualHost(Timestamp(microseconds: 1_924_732_800_000_000))
        _ = try await StoreLines.migrate(configuration, time: ManualTime(host.wall))
        try server.psql(name, script: "select genkan.drop_month(timestamptz '2031-01-01Z');")
        let found = await Doctor(configuration: configuration, host: host).examine()
        let clock = found.first { $0.check == "clock" }
        #expect(clock?.level == .failed && clock?.text.contains("ahead of the database's") == true)
        let months = found.first { $0.check == "months" }
        #expect(months?.level == .failed && months?.text.contains("within a week") == true, "\(found)")
        try server.drop(name)
    }
}
