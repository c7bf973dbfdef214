import Engine
import Statecharts
import TestKit
import Testing

/// What operations can do about a request that cannot go on.
@Suite(.everyBoundary) struct `R21 a request that operations end` {
    @Test(arguments: TestStore.allCases)
    func `frees its identifier, ends its links, and tells whoever asked`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let asked = try await world.start("account-request", as: "guna", Requests.standard("Kestrel")).instance
        try await world.settle()
        #expect(try await world.count("select count(*) from held_identifier") == 1)
        let ended = try await world.engine.cancel(asked.id, to: "expired", reason: "asked for by telephone")
        #expect(ended.state == "expired" && ended.isFinal)
        try await world.settle()
        #expect(try await world.count("select count(*) from held_identifier") == 0)
        #expect(try await world.count("select count(*) from link where ended is null") == 0)
        #expect(try await world.count("select count(*) from timer") == 0)
        #expect(try await world.count("select count(*) from sent where kind = 'request-expired'") == 1)
        let again = try await world.start("account-request", as: "guna", Requests.standard("Kestrel")).instance
        #expect(again.id != asked.id && !again.isFinal)
        // the reason is for operations, not for whoever asked
        let shown = try await world.engine.history(asked.id, as: world.caller("guna"))
        #expect(shown.last?.kind == "cancel" && shown.last?.reason == nil)
    }
}
