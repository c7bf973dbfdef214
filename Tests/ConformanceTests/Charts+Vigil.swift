extension Charts {
    /// Every way in which a timer, a task or a link comes, moves and goes: two turns in one state, one of a group; timers
    /// that repeat, follow from the context, find no way, and outlive the inner state.
    static let vigil = """
        workflow: vigil
        version: 1
        title: { en: Vigil, ja: 見守り }
        asker: owner
        watch: [owner]
        roles:
          owner: context.owner
          helper: context.helper
          desk: staff('operations')
        context:
          owner: person
          helper: optional person
          until: optional timestamp
          count: { type: integer, min: 0, max: 1000, default: 0 }
        mails:
          call: { to: helper, link: task }
          nag: { to: helper, link: task, supersedes: [call] }
        start:
          begin:
            by: signedIn
            form: { fields: { helper: { type: email, optional: true } } }
            set: [helper, { owner: caller.person }]
            to: calm
        states:
          watching:
            title: { en: Watching, ja: 見守り中 }
            initial: calm
            on:
              close: { by: owner, to: closed }
            after: { end: { at: P60D, to: closed } }
            states:
              calm:
                title: { en: Calm, ja: 平穏 }
                task: [{ for: helper, link: P20D, done: [help] }, { for: desk, done: [settle] }]
                entry: { mail: call }
                on:
                  name: { by: owner, form: { fields: { helper: { type: email } } }, set: [helper] }
                  later: { by: owner, set: { until: "now + duration('P9D')", count: context.count + 1 } }
                  rest: { by: owner, to: calm }
                  ask: { by: owner, mail: call }
                  help: { by: helper, to: alert }
                  settle: { by: desk, to: [{ if: context.count > 3, state: closed }, alert] }
                after:
                  look: { at: P2D, every: P3D, mail: nag }
                  turn: { at: context.until, to: alert }
                  maybe: { at: P4D, to: [{ if: context.count > 2, state: alert }] }
              alert:
                title: { en: Alert, ja: 警戒 }
                task: { for: owner }
                on: { back: { by: owner, to: calm } }
                after: { fade: { at: [P1D, P5D], to: [{ if: context.count > 1, state: calm }, {}] } }
          closed: { title: { en: Closed, ja: 終了 }, final: true }
        """
}
