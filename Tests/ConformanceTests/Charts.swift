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

extension Charts {
    /// Two nominees get an instance each; a child may refuse.
    static let parent = """
        workflow: parent
        version: 1
        title: { en: Parent, ja: 親 }
        asker: asker
        watch: [asker]
        roles: { asker: context.asker }
        context:
          asker: person
          people: { type: list, of: email, max: 5, default: [] }
        start:
          submit:
            by: signedIn
            form: [people]
            set: [people, { asker: caller.person }]
            to: ready
        states:
          ready:
            title: { en: Ready, ja: 準備完了 }
            standing: [done]
            on:
              invite:
                by: asker
                start: { workflow: child, event: open, each: { someone: context.people }, with: { person: someone } }
              done: { by: asker, to: finished }
          finished:
            title: { en: Finished, ja: 終了 }
            final: true
            entry:
              start: { workflow: child, event: open, each: { someone: context.people }, with: { person: someone } }
        """

    /// At most one open child per person.
    static let child = """
        workflow: child
        version: 1
        title: { en: Child, ja: 子 }
        asker: person
        key: [context.person]
        watch: [person]
        roles: { person: context.person }
        context: { person: person }
        start:
          open: { by: system, form: [person], set: [person], to: invited }
        states:
          invited:
            title: { en: Invited, ja: 招待中 }
            standing: [accept]
            on: { accept: { by: person, to: accepted } }
          accepted: { title: { en: Accepted, ja: 承諾 }, final: true }
        """

    /// Actions that write, refuse, and are handled or not; timers of one name armed by two states.
    static let acting = """
        workflow: acting
        version: 1
        title: { en: Acting, ja: 実行 }
        asker: asker
        watch: [asker]
        roles: { asker: context.asker }
        context:
          asker: person
          written: { type: text, max: 60, optional: true, personal: false }
        actions:
          write: { with: { word: text }, result: { written: text }, refused: [full] }
          refuse: { with: { word: text }, refused: [taken] }
        start:
          begin: { by: signedIn, set: { asker: caller.person }, to: first }
        states:
          first:
            title: { en: First, ja: 一 }
            on:
              both:
                by: asker
                do:
                  - { action: write, with: { word: "'kept?'" }, into: [written] }
                  - { action: refuse, with: { word: "'x'" }, refused: { taken: other } }
                to: second
              alone: { by: asker, do: [{ action: refuse, with: { word: "'x'" }, refused: { taken: other } }], to: second }
              unhandled: { by: asker, do: [{ action: refuse, with: { word: "'x'" } }], to: second }
              write: { by: asker, do: [{ action: write, with: { word: "'w'" }, into: [written] }], to: second }
            after: { pass: { at: P1D, to: second } }
          second:
            title: { en: Second, ja: 二 }
            on: { on: { by: asker, to: third } }
            after: { pass: { at: P5D, to: third } }
          third:
            title: { en: Third, ja: 三 }
            on: { back: { by: asker, to: second } }
            after: { pass: { at: P9D, to: other } }
          other: { title: { en: Other, ja: 他 }, final: true }
        """
}
