import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// Partners learn what is taken, and are watched while they ask (D-05, S-7).
@Suite struct `D05 S7 look-ups of partners` {
    private static let lines = "select count(*) from security_event where code = 'partner-look-up'"

    /// Asks for an account of whoever has this domain.
    private func ask(_ world: TestWorld, _ domain: String, as name: String) async throws -> EngineError? {
        let request = Requests.other(approver: "somebody@\(domain)", wants: false, users: [])
        return try await world.refusal { _ = try await world.start("account-request", as: name, request) }
    }

    @Test(arguments: TestStore.allCases)
    func `D05 each is a line with the account that was found and without an address, whether it is taken or not`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        #expect(try await ask(world, "taken.example", as: "anna") == nil)
        let account = try #require(
            try await texts("select id from account where identifier = 'taken.example'", in: world).first)
        #expect(try await world.count(Self.lines) == 0)  // Anna is no partner, and was told nothing

        let refused = try await ask(world, "taken.example", as: "guna")
        #expect(refused?.code == .formInvalid && refused?.fields.map(\.error) == ["identifierRequested"])
        #expect(try await ask(world, "free.example", as: "guna") == nil)
        #expect(try await ask(world, "webmail.example", as: "guna") == nil)  // a public provider is nobody's
        let lines = try await texts("select data from security_event where code = 'partner-look-up'", in: world)
        #expect(lines.sorted() == [account, "nothing"].sorted())
    }

    private func texts(_ sql: String, in world: TestWorld) async throws -> [String] {
        try await world.database.read { tx in try tx.rows(Statement("test.query", sql)).map { try $0.text(0) } }
    }

    @Test(arguments: TestStore.allCases)
    func `D05 the 61st within an hour is 429, says nothing of the identifier and changes nothing`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        #expect(try await ask(world, "taken.example", as: "anna") == nil)
        for _ in 1...60 { #expect(try await ask(world, "taken.example", as: "guna")?.code == .formInvalid) }
        let instances = try await world.count("select count(*) from instance")
        let taken = try #require(try await ask(world, "taken.example", as: "guna"))
        let free = try #require(try await ask(world, "free.example", as: "guna"))
        #expect(taken.code == .tooManyLookUps && taken.status == 429 && taken.retryAfterSeconds == 3_600)
        #expect(free.code == taken.code && free.message == taken.message && free.fields.isEmpty)
        #expect(try await world.count("select count(*) from instance") == instances)
        #expect(try await world.count(Self.lines) == 60)
        #expect(
            try await world.count("select count(*) from security_event where code = 'too-many-look-ups'") == 2)
        // to be told of one is a look-up too; another partner, and whoever asks about the own company, goes on
        let watch = JSON.object([("identifier", "taken.example")])
        let watching = try await world.refusal {
            _ = try await world.start("identifier-watch", as: "guna", watch)
        }
        #expect(watching?.code == .tooManyLookUps)
        #expect(try await ask(world, "taken.example", as: "maria")?.code == .formInvalid)
        #expect(try await ask(world, "kestrel.example", as: "guna")?.code != .tooManyLookUps)
        world.time.advance(.hours(1))
        #expect(try await ask(world, "taken.example", as: "guna")?.code == .formInvalid)
    }
}
