import Testing

@testable import Statecharts

@Suite struct `Maps, pages and invariants of a file` {
    @Test func `a map knows its list, also one that stands behind it`() throws {
        let friends = MapType(
            list: "friends", key: .email, max: 3, element: .boolean, defaultValue: .boolean(false))
        let trust = try #require(try LanguageWorkflow.parse().field("trust"))
        #expect(trust.type == .map(friends))
        #expect(trust.defaultValue == .record([:]) && !trust.isRequired && trust.isPersonal)
        let before = TinyWorkflow.with(
            "  friends:", "  trust: { type: map, for: context.friends, of: boolean, default: false }\n  friends:")
        #expect(try TinyWorkflow.parse(before).field("trust") == trust)
    }

    @Test func `a named type may be a map, and a field says another default for its entries`() throws {
        let text = LanguageWorkflow.text
            .replacing(
                "roles:\n", with: "  faith: { type: map, for: context.friends, of: boolean, default: true }\nroles:\n"
            )
            .replacing("trust: { type: map, for: context.friends, of: boolean,", with: "trust: { type: faith,")
        #expect(try TinyWorkflow.parse(text).field("trust") == LanguageWorkflow.parse().field("trust"))
    }

    @Test func `pages stand in the form as they are written, and their conditions make their fields absent`() throws {
        let form = try #require(try LanguageWorkflow.parse().start[0].form)
        #expect(form.pages.map(\.name) == ["what", "why"])
        #expect(form.pages.map(\.fields) == [["account", "mood"], ["remark"]])
        #expect(form.pages.map { $0.when?.text } == [nil, "data.mood == 'bad' && facts.isKnown"])
        #expect(form.pageFacts == ["isKnown"])
        #expect(form.items.map(form.isConditional) == [false, false, true])
        let text = LanguageWorkflow.text
            .replacing("remark: { when: data.mood == 'bad' }", with: "remark: { type: note }")
            .replacing("data.remark.orValue('none')", with: "data.remark")
        let definition = try TinyWorkflow.parse(text)
        #expect(definition.start[0].form?.derive[0].expression.mayBeAbsent == true)
    }

    @Test func `facts of invariants are read for every event and timer`() throws {
        let definition = try LanguageWorkflow.parse()
        #expect(definition.invariants.always.map(\.name) == ["few", "fit"])
        #expect(definition.invariants.never.map(\.name) == ["goneUnsaid"])
        #expect(definition.invariants.eventually.map(\.name) == ["over"])
        let events = definition.start + definition.states.flatMap(\.on)
        #expect(events.allSatisfy { $0.facts.contains("size") })
        #expect(definition.states.flatMap(\.after).allSatisfy { $0.facts.contains("size") })
        #expect(try TinyWorkflow.parse().states.flatMap(\.on).contains { !$0.facts.contains("size") })
    }

    @Test func `a fact of an invariant is not used after what it is about has changed (E046)`() {
        let text = LanguageWorkflow.text.replacing(
            "set: [remark], to: gone", with: "set: [remark, { account: context.account }], to: gone")
        #expect(TinyWorkflow.faults(of: text).map { String($0.suffix(4)) } == ["E046"])
    }

    @Test(arguments: [
        ("of: boolean, default: false", "of: boolean, default: true"),
        ("page: what", "page: which"), ("'bad' && facts.isKnown\"", "'bad'\""),
        ("[account, mood] }\n", "[mood, account] }\n"), ("few:", "small:"), ("<= 100 }", "< 100 }"),
        ("never: {", "always2: {"), ("  eventually: { over: in('done') || in('gone') }", ""),
    ])
    func `another meaning of these changes the content hash`(old: String, new: String) throws {
        // `never` becomes part of `always`
        guard new != "always2: {" else {
            let moved = LanguageWorkflow.text
                .replacing("  never: { goneUnsaid: in('gone') && context.count > 5 }\n", with: "")
                .replacing("<= 100 }", with: "<= 100, goneUnsaid: in('gone') && context.count > 5 }")
            #expect(try TinyWorkflow.parse(moved).contentHash != LanguageWorkflow.parse().contentHash)
            return
        }
        #expect(LanguageWorkflow.text.contains(old))
        #expect(try LanguageWorkflow.parse(old, new).contentHash != LanguageWorkflow.parse().contentHash)
    }

    @Test func `another way to write them does not change it`() throws {
        let named = LanguageWorkflow.text
            .replacing(
                "roles:\n", with: "  faith: { of: boolean, type: map, default: false, for: context.friends }\nroles:\n"
            )
            .replacing("trust: { type: map, for: context.friends, of: boolean, default: false }", with: "trust: faith")
        #expect(try TinyWorkflow.parse(named).contentHash == LanguageWorkflow.parse().contentHash)
    }

    @Test func `pages and invariants want words in both languages (E028)`() throws {
        var surroundings = Surroundings()
        surroundings.texts = TextInventory(keys: ["en": [:], "ja": [:]], ownKeys: [], templates: [:])
        let told = TinyWorkflow.diagnostics(of: LanguageWorkflow.text, surroundings: surroundings).map(\.message)
        for key in ["forms.ask.pages.what", "forms.ask.pages.why", "invariants.few", "invariants.over"] {
            for language in ["en", "ja"] {
                #expect(told.contains("the text '\(key)' is missing in \(language)"))
            }
        }
    }
}
