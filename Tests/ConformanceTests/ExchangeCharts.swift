/// Instances that wait for a door, somebody who opens it, and two that write to each other.
extension Charts {
    static let doorTopics = "door.opened: { key: account, with: { width: { type: integer, min: 0, max: 99 } } }"

    /// Opens doors: the deed is a row, the publication tells of it.
    static let porter = """
        workflow: porter
        version: 1
        title: { en: Porter, ja: 門番 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context: { owner: person, account: account }
        actions:
          openDoor: { with: { account: account } }
        start:
          begin: { by: signedIn, form: [account], set: [account, { owner: caller.person }], to: working }
        states:
          working:
            title: { en: Working, ja: 勤務中 }
            standing: [rest]
            on:
              open:
                by: owner
                form: { fields: { width: { type: integer, min: 0, max: 99 } } }
                do: [openDoor]
                publish: { topic: door.opened, key: context.account, with: [width] }
              rest: { by: owner, to: resting }
          resting: { title: { en: Resting, ja: 休憩 }, final: true }
        """

    /// Waits until the door is open, from the start or later; or with a key that the same event brings.
    static let waiter = """
        workflow: waiter
        version: 1
        title: { en: Waiter, ja: 待つ人 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          account: optional account
        facts:
          isOpen: { call: isDoorOpen(context.account), type: boolean }
        mails:
          welcome: { to: owner, link: status }
        start:
          begin:
            by: signedIn
            form: { fields: { account: { type: account, optional: true }, waits: { type: boolean, default: false } } }
            set: [account, { owner: caller.person }]
            to: [{ if: data.waits, state: waiting }, idle]
        states:
          idle:
            title: { en: Idle, ja: 待機前 }
            standing: [wait, come]
            on:
              wait: { by: owner, to: waiting }
              come: { by: owner, form: { fields: { account: { type: account } } }, set: [account], to: coming }
          coming:
            title: { en: Coming, ja: 来訪中 }
            standing: [open]
            on: { open: { topic: { name: door.opened, key: context.account }, to: inside } }
          waiting:
            title: { en: Waiting, ja: 待機中 }
            standing: [open]
            on:
              open: { topic: { name: door.opened, key: context.account }, to: inside }
            eventless: { if: "has(facts.isOpen) && facts.isOpen", state: inside }
          inside:
            title: { en: Inside, ja: 入室 }
            final: true
            entry: { mail: welcome }
        """

    /// Hears every opening and goes home after a wide one.
    static let counting = """
        workflow: listener
        version: 1
        title: { en: Listener, ja: 聞き手 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          account: account
          heard: { type: list, of: { type: integer, min: 0, max: 99 }, max: 60, default: [] }
        start:
          begin: { by: signedIn, form: [account], set: [account, { owner: caller.person }], to: listening }
        states:
          listening:
            title: { en: Listening, ja: 聞き取り中 }
            standing: [leave]
            on:
              open:
                topic: { name: door.opened, key: context.account }
                set: { heard: "context.heard + [data.width]" }
                to: [{ if: data.width > 90, state: home }, {}]
              leave: { by: owner, to: home }
          home: { title: { en: Home, ja: 帰宅 }, final: true }
        """
}

extension Charts {
    /// Starts a receiver and tells it numbers.
    static let teller = """
        workflow: teller
        version: 1
        title: { en: Teller, ja: 話し手 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          partner: { type: instance, of: receiver }
          ended: { type: integer, min: 0, max: 99, optional: true }
        start:
          begin:
            by: signedIn
            form: { fields: { last: { type: integer, min: 0, max: 99 } } }
            set: { owner: caller.person }
            start: { workflow: receiver, event: open, into: partner, done: finished }
            to: talking
          alone:
            by: system
            form: { fields: { partner: { type: instance, of: receiver }, owner: { type: email } } }
            set: [partner, owner]
            to: talking
        states:
          talking:
            title: { en: Talking, ja: 会話中 }
            standing: [stop]
            on:
              tell:
                by: owner
                form: { fields: { number: { type: integer, min: 0, max: 99 } } }
                send: { event: take, to: context.partner, with: [number] }
              tellTwo:
                by: owner
                send:
                  - { event: take, to: context.partner, with: { number: "1" } }
                  - { event: take, to: context.partner, with: { number: "2" } }
              finished: { by: system, set: { ended: "data.output.total" } }
              stop: { by: owner, to: silent }
          silent: { title: { en: Silent, ja: 沈黙 }, final: true }
        """

    /// Takes numbers until the one that it was told at its start.
    static let receiver = """
        workflow: receiver
        version: 1
        title: { en: Receiver, ja: 受け手 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: optional person
          last: { type: integer, min: 0, max: 99 }
          taken: { type: list, of: { type: integer, min: 0, max: 99 }, max: 60, default: [] }
        facts:
          isUp: { call: flag('isUp'), type: boolean }
        start:
          open: { by: system, form: [last], set: [last], to: [{ if: data.last == 0, state: full }, taking] }
        states:
          taking:
            title: { en: Taking, ja: 受付中 }
            standing: [take]
            on:
              take:
                by: system
                form: { fields: { number: { type: integer, min: 0, max: 99 } } }
                set: { taken: "context.taken + [data.number]" }
                to: [{ if: data.number == context.last, state: full }, { if: facts.isUp }, {}]
          full:
            title: { en: Full, ja: 満了 }
            final: true
            output: { total: "size(context.taken)" }
        """
}
