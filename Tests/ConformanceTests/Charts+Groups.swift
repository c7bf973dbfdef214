/// Charts for what happens between instances and versions.
extension Charts {
    /// At most one open instance per owner.
    static let keyed = """
        workflow: keyed
        version: 1
        title: { en: Keyed, ja: 鍵付き }
        asker: owner
        key: [context.owner]
        watch: [owner]
        roles: { owner: context.owner }
        context: { owner: person }
        start:
          begin: { by: signedIn, set: { owner: caller.person }, to: open }
        states:
          open:
            title: { en: Open, ja: 受付中 }
            standing: [stop]
            on: { stop: { by: owner, to: stopped } }
          stopped: { title: { en: Stopped, ja: 停止 }, final: true }
        """

    /// In its first version the event acts, in the second it does not.
    static func changing(version: Int) -> String {
        let act = version == 1 ? "do: [{ action: write, with: { word: \"'w'\" } }], " : ""
        let actions =
            version == 1
            ? "actions: { write: { with: { word: text }, result: { written: text }, refused: [full] } }" : ""
        return """
            workflow: changing
            version: \(version)
            title: { en: Changing, ja: 変更 }
            asker: owner
            watch: [owner]
            roles: { owner: context.owner }
            context:
              owner: person
              count: { type: integer, min: 0, max: 100, default: 0 }
            \(actions)
            start:
              begin: { by: signedIn, set: { owner: caller.person }, to: first }
            states:
              first:
                title: { en: First, ja: 一 }
                standing: [go]
                on: { go: { by: owner, \(act)set: { count: context.count + 1 }, to: second } }
              second:
                title: { en: Second, ja: 二 }
                standing: [stop]
                on: { stop: { by: owner, to: stopped } }
              stopped: { title: { en: Stopped, ja: 停止 }, final: true }
            """
    }

    /// Its events touch the same rows in this order and in that.
    static let meeting = """
        workflow: meeting
        version: 1
        title: { en: Meeting, ja: 会合 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context: { owner: person }
        actions:
          touch: { with: { first: text, second: text }, refused: [never] }
        start:
          begin: { by: signedIn, set: { owner: caller.person }, to: open }
        states:
          open:
            title: { en: Open, ja: 受付中 }
            standing: [stop]
            on:
              forth: { by: owner, do: [{ action: touch, with: { first: "'x'", second: "'y'" } }] }
              back: { by: owner, do: [{ action: touch, with: { first: "'y'", second: "'x'" } }] }
              stop: { by: owner, to: stopped }
          stopped: { title: { en: Stopped, ja: 停止 }, final: true }
        """

    /// Twenty timers, each due as soon as it is armed.
    static let restless = """
        workflow: restless
        version: 1
        title: { en: Restless, ja: 多忙 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          since: timestamp
          count: { type: integer, min: 0, max: 100, default: 0 }
        start:
          begin: { by: signedIn, set: [{ owner: caller.person, since: now }], to: ping }
        states:
          open:
            title: { en: Open, ja: 受付中 }
            initial: ping
            on: { press: { by: owner }, stop: { by: owner, to: stopped } }
            states:
              ping:
                title: { en: Ping, ja: ピン }
                standing: [stop]
                after: { go: { at: context.since, set: { count: context.count + 1 }, to: pong } }
              pong:
                title: { en: Pong, ja: ポン }
                standing: [stop]
                after:
                  go:
                    at: context.since
                    set: { count: context.count + 1 }
                    to: [{ if: context.count < 19, state: ping }, { state: rest }]
              rest:
                title: { en: Rest, ja: 休止 }
                standing: [stop]
          stopped: { title: { en: Stopped, ja: 停止 }, final: true }
        """
}
