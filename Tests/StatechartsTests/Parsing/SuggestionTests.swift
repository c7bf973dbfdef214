import Testing

@testable import Statecharts

@Suite struct `suggestions` {
    @Test(
        arguments: [
            ("awaitngActivation", "awaitingActivation"), ("actvie", "active"), ("denid", "denied"), ("xyz", nil),
            ("", nil),
            ("a", nil), ("awaitingActivations", "awaitingActivation"),
        ] as [(String, String?)])
    func `name the nearest known name`(written: String, nearest: String?) {
        let known = ["active", "denied", "awaitingActivation", "b"]
        #expect(Suggestion.nearest(to: written, among: known) == nearest)
    }

    @Test func `do not depend on the order of the names`() {
        #expect(Suggestion.nearest(to: "aab", among: ["aac", "aaa"]) == "aaa")
        #expect(Suggestion.nearest(to: "aab", among: ["aaa", "aac"]) == "aaa")
    }
}
