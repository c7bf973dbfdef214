import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// Two processes over one store, at once (`commit.md` 4).
@Suite struct `C24 AC06 two processes` {
    private let jiro = "jiro@xyz-manufacture.example"

    private func two(_ store: TestStore) async throws -> (TestWorld, TestWorld) {
        let folder = try TemporaryFolder()
        let first = try await TestWorld(store, folder: folder)
        return (first, try await TestWorld(store, folder: folder, seed: 2))
    }

    /// What an act ended with: the state, or the word for its refusal.
    private func ending(of act: () async throws -> Answer) async -> String {
        do {
            return try await act().instance.state
        } catch let error as EngineError {
            return error.fields.first?.error ?? error.text?.key ?? error.code.rawValue
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: TestStore.allCases)
    func `C24 of two requests for one identifier one holds it, and the other learns why`(
        store: TestStore
    ) async throws {
        let (first, second) = try await two(store)
        try await first.join(jiro, profile: Requests.profile(first: "Jiro", last: "Tanaka"))
        async let one = ending { try await first.start("account-request", as: "taro", Requests.standard()) }
        async let other = ending { try await second.start("account-request", as: jiro, Requests.standard()) }
        let endings = [await one, await other]
        #expect(endings.contains("awaitingActivation"))
        // one after the other the form tells it; side by side the account's own index does
        let learned = endings.filter { ["identifierRequested", "events.submit.errors.identifierTaken"].contains($0) }
        #expect(learned.count == 1, "\(endings)")
        #expect(try await first.count("select count(*) from account") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `C24 pressed in both at once one request is activated once`(store: TestStore) async throws {
        let (first, second) = try await two(store)
        let id = try await first.taroAsks().id
        async let one = ending { try await first.send("activate", to: id, as: "taro") }
        async let other = ending { try await second.send("activate", to: id, as: "taro") }
        #expect([await one, await other].sorted() == ["active", "event-not-allowed"])
        #expect(try await first.count("select count(*) from member") == 1)
        #expect(try await first.count("select count(*) from history where instance_id = '\(id)'") == 2)
        #expect(try await first.count("select count(*) from instance") == 2)
    }
}
