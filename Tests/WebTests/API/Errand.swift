/// A chart of two people that is as small as what HTTP has to show: one asks, the other does.
enum Errand {
    static let files = [
        "Workflows/errand.yaml": definition, "Workflows/texts/errand/en.yaml": english,
        "Workflows/texts/errand/ja.yaml": japanese,
    ]

    private static let definition = """
        workflow: errand
        version: 1
        title: { en: Errand, ja: 用事 }
        asker: asker
        watch: [asker]
        roles: { asker: context.asker, doer: context.doer }
        context:
          asker: person
          doer: person
          note: { type: text, max: 100, optional: true, personal: true }
          count: { type: integer, min: 0, max: 1000, default: 0 }
        start:
          submit:
            by: signedIn
            form: { fields: { doer: { type: email }, note: {} } }
            set: [doer, note, { asker: caller.person }]
            to: waiting
        states:
          open:
            title: { en: Open, ja: 処理中 }
            initial: waiting
            on:
              withdraw: { by: asker, to: withdrawn }
            states:
              waiting:
                title: { en: Waiting, ja: 待機中 }
                task: { for: doer }
                on:
                  touch: { by: asker, set: { count: context.count + 1 } }
                  guarded: { by: asker, to: [{ if: context.count >= 1, state: done }, { refuse: tooEarly }] }
                  hand: { by: doer, form: { fields: { doer: { type: email } } }, set: [doer] }
                  finish:
                    by: doer
                    form: { fields: { note: { type: text, max: 100, min: 3, optional: true, personal: true } } }
                    set: [note]
                    to: done
                after:
                  expire: { at: P30D, to: expired }
          done: { title: { en: Done, ja: 完了 }, final: true }
          withdrawn: { title: { en: Withdrawn, ja: 取り下げ }, final: true }
          expired: { title: { en: Expired, ja: 期限切れ }, final: true }
        """

    private static let english = """
        events:
          guarded: { errors: { tooEarly: "Touch it first, then try again." } }
        """

    private static let japanese = """
        events:
          guarded: { errors: { tooEarly: "先に触れてから、もう一度お試しください。" } }
        """
}
