import Testing

@testable import Statecharts

/// `shows` of a task: evidence for those whose turn it is.
@Suite struct `What a task shows` {
    private static let task = "task: { for: asker, link: P30D }"

    private func text(_ shows: String) -> String {
        TinyWorkflow.with(Self.task, "task: { for: asker, link: P30D, shows: \(shows) }")
    }

    @Test func `it is read in the order of the file, with its types`() throws {
        let definition = try TinyWorkflow.parse(text("[mood, remark, { known: facts.isKnown, size: facts.size }]"))
        let shows = try #require(definition.state("waiting")?.tasks.first).shows
        #expect(shows.map(\.name) == ["mood", "remark", "known", "size"])
        #expect(shows.map(\.expression.text) == ["context.mood", "context.remark", "facts.isKnown", "facts.size"])
        #expect(shows[2].expression.type == .boolean && shows[1].expression.mayBeAbsent)
        #expect(try TinyWorkflow.parse().state("waiting")?.tasks.first?.shows.isEmpty == true)
    }

    @Test func `it counts for the hash, and its absence does not`() throws {
        let plain = try TinyWorkflow.parse().canonicalForm().canonicalText
        let shown = try TinyWorkflow.parse(text("[mood]")).canonicalForm().canonicalText
        #expect(!plain.contains("shows"))
        #expect(shown.contains(#""shows":{"mood":"context.mood"}"#))
    }

    @Test(arguments: [
        ("[mod]", "E023 mood"), ("[{ a: data.mood }]", "E045"), ("[{ a: facts.isFree }]", "E045"),
        ("[{ A: context.mood }]", "E008"), ("mood", "E007"), ("[{ a: facts.sise }]", "E015 size"),
    ])
    func `a fault is told`(shows: String, fault: String) {
        let found = TinyWorkflow.faults(of: text(shows)).map {
            $0.split(separator: " ").dropFirst().joined(separator: " ")
        }
        #expect(found == [fault])
    }

    @Test func `a value needs its label, and an option its word, in both languages`() throws {
        var surroundings = Surroundings()
        surroundings.texts = TextInventory(keys: ["en": [:], "ja": [:]], ownKeys: [], templates: [:])
        let missing = TinyWorkflow.diagnostics(of: text("[mood]"), surroundings: surroundings).map(\.message)
        for key in ["label", "options.good", "options.bad"] {
            for language in ["en", "ja"] {
                let sentence = "the text 'states.waiting.task.asker.shows.mood.\(key)' is missing in \(language)"
                #expect(missing.contains(sentence), "\(sentence)")
            }
        }
    }
}
