extension BrokenWorkflow {
    private static func map(_ declaration: String, _ faults: String...) -> BrokenWorkflow {
        BrokenWorkflow("  mood: mood\n", "  mood: mood\n  trust: \(declaration)\n", all: faults)
    }

    private static func pages(_ pages: String, _ faults: String...) -> BrokenWorkflow {
        BrokenWorkflow("    derive:\n", "    pages: \(pages)\n    derive:\n", all: faults)
    }

    private static func invariants(_ invariants: String, _ faults: String...) -> BrokenWorkflow {
        BrokenWorkflow("watch: [watcher]", "watch: [watcher]\ninvariants: \(invariants)", all: faults)
    }

    /// Faults of maps.
    static let ofMaps: [BrokenWorkflow] = [
        map("{ type: map, for: context.freinds, of: boolean, default: true }", "19:36 E013 friends"),
        map("{ type: map, for: data.account, of: boolean, default: true }", "19:28 E045"),
        map("{ type: map, for: context.mood, of: boolean, default: true }", "19:28 E042"),
        map("{ type: map, for: context.trust, of: boolean, default: true }", "19:36 E010"),
        map("{ type: map, for: context.friends, of: boolean, default: maybe }", "19:67 E042"),
        map("{ type: map, for: context.friends, of: boolean }", "19:10 E006"),
        map("{ type: map, for: context.friends, default: true }", "19:10 E006"),
        map("{ type: map, of: boolean, default: true }", "19:10 E006"),
        map("{ type: map, for: context.friends, of: boolaen, default: true }", "19:49 E010 boolean"),
        map("{ type: map, for: context.friends, of: optional boolean, default: true }", "19:49 E007"),
        map("{ type: map, for: context.friends, of: boolean, max: 3, default: true }", "19:58 E005"),
        map("map", "19:10 E006", "19:10 E006", "19:10 E006"),
        BrokenWorkflow(
            "  mood: mood\n",
            """
              mood: mood
              days: { type: list, of: boolean, max: 3, default: [] }
              trust: { type: map, for: context.days, of: boolean, default: true }

            """, "20:28 E042"),
        BrokenWorkflow("context.count > 5", "\"context.friends[0] == 'x'\"", "67:39 E042"),
    ]

    /// Faults of a form's pages.
    static let ofPages: [BrokenWorkflow] = [
        pages("[{ page: one, fields: [account, moood] }, { page: two, fields: [mood, remark] }]", "35:44 E014 mood"),
        pages("[{ page: one, fields: [account, mood] }]", "34:7 E014"),
        pages(
            "[{ page: one, fields: [account, mood] }, { page: two, fields: [mood, remark] }]", "35:75 E003"),
        pages(
            "[{ page: one, fields: [account] }, { page: one, fields: [mood, remark] }]", "33:7 E014", "34:7 E014",
            "35:55 E003"),
        pages("[{ page: One, fields: [account, mood, remark] }]", "35:21 E008"),
        pages("[{ fields: [account, mood, remark] }]", "32:7 E014", "33:7 E014", "34:7 E014", "35:13 E006"),
        pages(
            "[{ page: one, feilds: [account, mood, remark] }]", "32:7 E014", "33:7 E014", "34:7 E014", "35:13 E006",
            "35:26 E005 fields"),
        pages("[]", "32:7 E014", "33:7 E014", "34:7 E014", "35:12 E007"),
        pages("{ one: [account, mood, remark] }", "35:12 E007"),
        pages(
            "[{ page: one, fields: [account, mood] }, { page: two, when: data.mood, fields: [remark] }]", "35:77 E042"),
        pages(
            "[{ page: one, fields: [account, mood] }, { page: two, when: facts.isFree, fields: [remark] }]",
            "35:72 E045"),
        pages(
            "[{ page: one, fields: [account, mood] }, { page: two, when: data.remark == 'x', fields: [remark] }]",
            "35:77 E043"),
    ]

    /// Faults of invariants.
    static let ofInvariants: [BrokenWorkflow] = [
        invariants("[]", "7:13 E007"), invariants("{ alway: { a: true } }", "7:15 E005 always"),
        invariants("{ always: [context.count < 9] }", "7:23 E007"),
        invariants("{ always: { Small: context.count < 9 } }", "7:25 E008"),
        invariants("{ always: { small: context.count < 9 }, never: { small: context.count > 9 } }", "7:62 E003"),
        invariants("{ always: { small: context.count } }", "7:40 E042"),
        invariants("{ always: { small: context.cuont < 9 } }", "7:40 E013 count"),
        invariants("{ never: { odd: in('dome') } }", "7:32 E012 done"),
        invariants("{ never: { odd: context.remark == 'x' } }", "7:37 E043"),
        invariants("{ eventually: { over: data.mood == 'bad' } }", "7:35 E045"),
        invariants("{ eventually: { over: caller.language == 'en' } }", "7:35 E045"),
        invariants("{ always: { early: now < context.until.orValue(now) } }", "7:32 E045"),
        invariants("{ always: { known: facts.isKnown } }", "7:32 E045"),
        invariants("{ always: { free: facts.isFree } }", "7:31 E045"),
        invariants("{ always: { small: facts.sise < 9 } }", "7:38 E015 size"),
    ]
}
