import Statecharts
import Testing

/// Two workflows that start, tell and hear each other, and the topics between them.
enum ExchangeFixture {
    static let topics = """
        door.opened: { key: account, with: { width: { type: integer, min: 0, max: 9 }, word: optional text } }
        bell.rung: { key: integer }
        """

    static let visitor = """
        workflow: visitor
        version: 1
        title: { en: Visitor, ja: 来客 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          account: account
          width: { type: integer, min: 0, max: 9, default: 0 }
          bell: { type: instance, of: bell }
          bells: { type: list, of: { type: instance, of: bell }, max: 3, default: [] }
          sound: { type: integer, min: 0, max: 9, optional: true }
        start:
          arrive:
            by: signedIn
            form: [account, width]
            set: [account, width, { owner: caller.person }]
            start: { workflow: bell, event: hang, into: bell, done: fallen }
            to: waiting
        states:
          waiting:
            title: { en: Waiting, ja: 待機中 }
            standing: [leave]
            on:
              leave: { by: owner, to: gone }
              ring: { by: owner, send: { event: ring, to: context.bell, with: { loud: context.width } } }
              open: { by: owner, publish: { topic: door.opened, key: context.account, with: [width] } }
              hear:
                topic: { name: door.opened, key: context.account }
                to: [{ if: data.width > 3, set: [width], state: gone }, {}]
              fallen: { by: system, set: { sound: data.output.sound }, to: gone }
          gone: { title: { en: Gone, ja: 去 }, final: true }
        """

    static let bell = """
        workflow: bell
        version: 1
        title: { en: Bell, ja: 鐘 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: optional person
          width: { type: integer, min: 0, max: 9 }
        start:
          hang: { by: system, form: [width], set: [width], to: hanging }
        states:
          hanging:
            title: { en: Hanging, ja: 吊り下げ }
            standing: [fall]
            on:
              fall: { by: system, to: fallen }
              ring: { by: system, form: { fields: { loud: { type: integer, min: 0, max: 9 } } } }
          fallen: { title: { en: Fallen, ja: 落下 }, final: true, output: { sound: context.width } }
        """

    /// The visitor with one change, beside the bell.
    static func parse(_ old: String = "", _ new: String = "") throws(DefinitionError) -> Definition {
        if !old.isEmpty, !visitor.contains(old) { Issue.record("the visitor does not hold '\(old)'") }
        let text = old.isEmpty ? visitor : visitor.replacing(old, with: new, maxReplacements: 1)
        let files = [(path: "bell.yaml", text: bell), (path: "visitor.yaml", text: visitor)]
        let topics = try Topic.parse(topics, file: "topics.yaml")
        let surroundings = Surroundings(between: files, topics: topics)
        return try Definition.parse(text, file: "Workflows/visitor.yaml", surroundings: surroundings).definition
    }

    /// Faults, short: `12:7 E012 nearest`.
    static func faults(_ old: String, _ new: String) -> [String] {
        do {
            _ = try parse(old, new)
            return []
        } catch {
            return error.diagnostics.map { fault in
                "\(fault.line):\(fault.column) \(fault.code)" + (fault.suggestion.map { " \($0)" } ?? "")
            }
        }
    }
}
