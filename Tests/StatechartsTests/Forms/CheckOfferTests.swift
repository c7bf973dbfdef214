import Testing

@testable import Statecharts

/// What a check that does not hold tells and offers.
@Suite struct `Refusals that lead on` {
    private static let check = "- { require: facts.isFree, error: notFree, field: account }"

    private func tiny(_ more: String) -> String {
        TinyWorkflow.with(Self.check, "- { require: facts.isFree, error: notFree, field: account, \(more) }")
    }

    private var surroundings: Surroundings {
        var surroundings = Surroundings()
        let mood = Field(name: "mood", type: .enumeration(["good", "bad"]))
        surroundings.peopleStarts = ["wait": ["watch": [mood]]]
        return surroundings
    }

    @Test func `a check that does not hold gives the text its values, and the start its fields`() throws {
        let text = tiny(
            "with: { at: now, size: size(data.text) }, offer: { workflow: wait, event: watch, with: [mood] }")
        let form = try #require(try TinyWorkflow.parse(text, surroundings: surroundings).start.first?.form)
        let now = Timestamp(microseconds: 1_795_246_200_000_000)
        let scope = Scope(
            context: [:], data: ["account": .text("a"), "mood": .text("good"), "text": .text("none")],
            facts: ["isFree": .boolean(false)], caller: nil, now: now)
        let offer = OfferedStart(workflow: "wait", event: "watch", data: ["mood": "good"])
        #expect(
            form.failedChecks(in: scope) == [
                FieldError(
                    field: "account", error: "notFree", values: ["at": now.iso8601, "size": "4"], offer: offer)
            ])
    }

    @Test(arguments: [
        ("offer: { workflow: wait, event: wach }", "E019 watch"),
        ("offer: { workflow: wiat, event: watch }", "E019 wait"),
        ("offer: { workflow: wait, event: watch, with: { moot: \"'good'\" } }", "E018 mood"),
        ("offer: { workflow: wait }", "E006"), ("offer: { workflow: wait, event: watch, each: {} }", "E005"),
    ])
    func `an offer of what nobody may start is told`(more: String, fault: String) {
        let faults = TinyWorkflow.faults(of: tiny(more), surroundings: surroundings)
        #expect(faults.count == 1 && faults.first?.contains(fault) == true, "\(faults)")
    }

    @Test func `a form without them keeps its hash`() throws {
        let plain = try TinyWorkflow.parse().contentHash
        #expect(try TinyWorkflow.parse(tiny("with: { at: now }")).contentHash != plain)
        #expect(try TinyWorkflow.parse(tiny("offer: { workflow: wait, event: watch }")).contentHash != plain)
    }
}
