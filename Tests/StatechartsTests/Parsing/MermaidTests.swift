import Statecharts
import Testing

@Suite struct `The chart as Mermaid` {
    @Test func `states are nested, arrows named, and what stays is in its state`() throws {
        #expect(
            try TinyWorkflow.parse().mermaid(language: "en") == """
                stateDiagram-v2
                    state "Open" as open {
                        [*] --> waiting
                        state "Waiting" as waiting
                        waiting : help
                        waiting : remind 7 d, at context.until
                        state "Resting" as resting
                        resting : remind every 30 d
                    }
                    state "Done" as done
                    state "Gone" as gone
                    [*] --> waiting : ask
                    [*] --> done : ask
                    open --> gone : leave
                    waiting --> done : finish
                    waiting --> gone : expire 30 d
                    done --> [*]
                    gone --> [*]

                """)
    }

    @Test func `titles are in the language, and characters of Mermaid's own are encoded`() throws {
        let text = TinyWorkflow.with("ja: 待 }", "ja: '待; \"x\" #1: {' }")
        let lines = try TinyWorkflow.parse(text).mermaid(language: "ja").split(separator: "\n")
        #expect(lines.contains("        state \"待#59; #34;x#34; #35;1#58; #123;\" as waiting"))
        #expect(lines.contains("    state \"去\" as gone"))
    }

    @Test func `eventless ways and handled refusals are arrows, a state without a title has its name`() throws {
        var text = TinyWorkflow.with(
            "      resting:\n",
            "      passing: { eventless: [{ if: context.count > 1, state: done }, waiting] }\n      resting:\n")
        text.replace(
            "do: [drop], to: gone", with: "do: [{ action: take, refused: { taken: done, closed: {} } }], to: gone")
        let lines = try TinyWorkflow.parse(text).mermaid(language: "en").split(separator: "\n")
        #expect(lines.contains("        state \"passing\" as passing"))
        #expect(lines.contains("    passing --> done"))
        #expect(lines.contains("    passing --> waiting"))
        #expect(lines.contains("    waiting --> done : expire 30 d (taken)"))
    }
}
