/// Charts that are as small as the promise under test.
enum Charts {
    /// One person asks, another answers by a mailed link; reminders and an end.
    static let approval = """
        workflow: approval
        version: 1
        title: { en: Approval, ja: 承認 }
        asker: asker
        watch: [asker, colleague]
        roles:
          asker: context.asker
          approver: context.approver
          colleague: context.colleague
        context:
          asker: person
          approver: person
          colleague: optional person
          note: { type: text, max: 100, optional: true, personal: true }
          count: { type: integer, min: 0, max: 1000, default: 0 }
        facts:
          isOpen: { call: flag('isOpen'), type: boolean }
        mails:
          please-answer: { to: approver, link: task, with: [note] }
          reminder: { template: please-answer, to: approver, link: task, supersedes: [please-answer] }
          gone: { to: asker, link: again }
          done: { to: [asker, approver], link: status, with: [note] }
        start:
          submit:
            by: signedIn
            form: { fields: { approver: { type: email }, colleague: { type: email, optional: true }, note: {} } }
            set: [approver, colleague, note, { asker: caller.person }]
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
                task: { for: approver, link: P30D }
                entry: { mail: please-answer }
                on:
                  approve:
                    by: approver
                    form: { fields: { note: { type: text, max: 100, min: 3, optional: true, personal: true } } }
                    set: [note]
                    to: [{ if: "context.count < 0", refuse: never }, approved]
                  forward: { by: approver, form: { fields: { approver: { type: email } } }, set: [approver], to: waiting }
                  guarded: { by: approver, to: [{ if: facts.isOpen, state: approved }, { refuse: closed }] }
                  touch: { by: asker, set: { count: context.count + 1 } }
                  resend: { by: asker, mail: please-answer }
                after:
                  remind: { at: [P7D, P14D, P23D], mail: reminder }
                  expire: { at: P30D, to: expired }
          approved: { title: { en: Approved, ja: 承認済み }, final: true, entry: { mail: done } }
          withdrawn: { title: { en: Withdrawn, ja: 取り下げ }, final: true }
          expired: { title: { en: Expired, ja: 期限切れ }, final: true, entry: { mail: gone } }
        """

    /// A counter for load: every press is a transition.
    static let counter = """
        workflow: counter
        version: 1
        title: { en: Counter, ja: カウンター }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          count: { type: integer, min: 0, max: 100000, default: 0 }
        start:
          begin: { by: signedIn, set: { owner: caller.person }, to: counting }
        states:
          counting:
            title: { en: Counting, ja: 計数中 }
            standing: [stop]
            on:
              add: { by: owner, set: { count: context.count + 1 } }
              stop: { by: owner, to: stopped }
          stopped: { title: { en: Stopped, ja: 停止 }, final: true }
        """
}
