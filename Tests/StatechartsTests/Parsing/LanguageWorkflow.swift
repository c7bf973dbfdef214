import Statecharts

/// The tiny workflow with what it can do without: a map, pages and invariants.
enum LanguageWorkflow {
    static let text =
        TinyWorkflow.text
        .replacing(
            "  count: {",
            with: "  trust: { type: map, for: context.friends, of: boolean, default: false }\n  count: {"
        )
        .replacing(
            "    derive:\n",
            with: """
                    pages:
                      - { page: what, fields: [account, mood] }
                      - { page: why, when: "data.mood == 'bad' && facts.isKnown", fields: [remark] }
                    derive:

                """
        )
        .replacing(
            "finish: { by: asker, to: done }",
            with: """
                finish:
                            by: asker
                            form: { fields: { chosen: { type: map, for: context.friends, of: boolean, default: true } } }
                            set: { trust: data.chosen, friends: "context.friends.filter(f, data.chosen[f])" }
                            to: done
                """
        )
            + """

            invariants:
              always: { few: size(context.friends) <= 3, fit: facts.size <= 100 }
              never: { goneUnsaid: in('gone') && context.count > 5 }
              eventually: { over: in('done') || in('gone') }
            """

    static func parse(_ old: String = "", _ new: String = "") throws -> Definition {
        try TinyWorkflow.parse(old.isEmpty ? text : text.replacing(old, with: new))
    }
}
