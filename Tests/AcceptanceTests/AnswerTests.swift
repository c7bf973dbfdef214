import Engine
import Statecharts
import TestKit
import Testing

/// Nobody is left without an answer (`trust.md` U-16).
@Suite struct `U16 answers` {
    @Test func `U16 every final state mails the asker, or its file says why the page is enough`() async throws {
        let world = try await TestWorld()
        var told = 0
        for flow in ["account-request", "agreement", "invitation"] {
            let definition = try #require(world.engine.definition(flow))
            for state in definition.states where state.isFinal && state.parent == nil {
                let mailed = state.entry.flatMap(\.mails).flatMap { definition.mails[$0]?.to ?? [] }
                let unconditional = state.entry.filter { $0.condition == nil }.flatMap(\.mails)
                    .flatMap { definition.mails[$0]?.to ?? [] }
                #expect(
                    unconditional.contains(definition.asker) || state.waive["E123"] != nil,
                    "\(flow), \(state.name): \(mailed)")
                for language in ["en", "ja"] {
                    #expect(
                        world.texts.text("states.\(state.name).closed", of: flow, in: language, values: [:]) != nil,
                        "\(flow), \(state.name)")
                }
                told += 1
            }
        }
        #expect(told >= 11)
    }
}
