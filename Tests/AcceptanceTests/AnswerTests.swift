import Engine
import Statecharts
import TestKit
import Testing

/// Nobody is left without an answer (`trust.md` U-15, U-16).
@Suite struct `U15 U16 answers` {
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

    /// A year of invitations: each is answered, told as expired, or still open, on every day.
    @Test func `U15 invited are joined, declined, cancelled, told as expired or waiting on every day of a year`()
        async throws
    {
        let world = try await TestWorld()
        let random = SeededRandom(seed: 15)
        var invited: Int64 = 0
        for day in 0..<365 {
            if day % 30 == 0 {
                let request = Requests.other(wants: true, users: ["zab@webmail.example"], name: "Customer \(day)")
                let asked = try await world.start("account-request", as: "guna", request).instance
                _ = try await world.send("authorise", to: asked.id, as: "egain", Requests.authorise())
                invited += 2
            }
            world.time.advance(.days(1))
            try await world.settle()
            for (name, event) in [("zab", "accept"), ("zab", "decline"), ("guna", "accept"), ("egain", "cancel")]
            where random.bytes(1)[0] < 8 {
                let open = try await world.engine.list(workflow: "invitation", state: "sent", limit: 200)
                for invitation in open {
                    _ = try await world.refusal { _ = try await world.send(event, to: invitation.id, as: name) }
                }
            }
            try await world.settle()
            var counts: [String: Int64] = [:]
            for state in ["sent", "accepted", "declined", "cancelled", "expired"] {
                counts[state] = Int64(
                    try await world.engine.list(workflow: "invitation", state: state, limit: 200).count)
            }
            #expect(counts.values.reduce(0, +) == invited, "day \(day): \(counts)")
            let toldOfExpiry = try await world.count("select count(*) from sent where kind = 'invitation-expired'")
            #expect(counts["expired"] == toldOfExpiry, "day \(day)")
        }
        #expect(invited == 26)
    }
}
