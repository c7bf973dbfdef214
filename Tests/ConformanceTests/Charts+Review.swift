/// A review by staff who are no party, and a host whose guests get an instance each.
extension Charts {
    static let review = """
        workflow: review
        version: 1
        title: { en: Review, ja: 審査 }
        asker: asker
        watch: [asker, observer]
        roles:
          asker: context.asker
          nominee: context.nominees
          reviewer: { of: staff('operations'), except: [asker, nominee] }
          observer: { of: staff('operations'), except: nominee }
        context:
          asker: person
          nominees: { type: list, of: email, max: 3, default: [] }
        mails:
          please-review: { to: reviewer, link: task }
        start:
          submit:
            by: signedIn
            form: [nominees]
            set: [nominees, { asker: caller.person }]
            to: reviewing
        states:
          reviewing:
            title: { en: Reviewing, ja: 審査中 }
            task: { for: reviewer }
            standing: [agree]
            entry: { mail: please-review }
            on:
              agree: { by: reviewer, to: agreed }
              name: { by: asker, form: [nominees], set: [nominees] }
            after: { remind: { every: P3D, mail: please-review } }
          agreed: { title: { en: Agreed, ja: 承認 }, final: true }
        """

    /// Starts a child per person where nobody can be told, keeps their ids, and hears of each end.
    static let host = """
        workflow: host
        version: 1
        title: { en: Host, ja: 主催者 }
        asker: asker
        watch: [asker]
        roles: { asker: context.asker }
        context:
          asker: person
          people: { type: list, of: email, max: 5, default: [] }
          guests: { type: list, of: { type: instance, of: child }, max: 5, default: [] }
          came: { type: list, of: { type: instance, of: child }, max: 5, default: [] }
        start:
          submit:
            by: signedIn
            form: [people]
            set: [people, { asker: caller.person }]
            to: inviting
        states:
          inviting:
            title: { en: Inviting, ja: 招待中 }
            standing: [close]
            entry:
              start:
                workflow: child
                event: open
                each: { someone: context.people }
                with: { person: someone }
                into: guests
                done: came
            on:
              came: { by: system, set: { came: "context.came + [data.instance]" } }
              close: { by: asker, to: closed }
          closed: { title: { en: Closed, ja: 終了 }, final: true }
        """
}
