import Foundation

/// Workflows that wait for one timer each and are over when it fires.
enum AlarmWorkflow {
    /// Two of a kind, so that one may be flooded and the other watched.
    static let names = ["alarm", "bell"]

    static var definitions: [String] { names.map(definition) }

    private static func definition(_ name: String) -> String {
        """
        workflow: \(name)
        version: 1
        title: { en: Alarm, ja: アラーム }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          due: timestamp
        start:
          begin: { by: signedIn, form: [due], set: [due, { owner: caller.person }], to: waiting }
        states:
          waiting:
            title: { en: Waiting, ja: 待機中 }
            after: { ring: { at: context.due, to: rung } }
          rung: { title: { en: Rung, ja: 鳴動済み }, final: true }
        """
    }

    private static func texts(_ word: String) -> String {
        """
        roles: { owner: \(word) }
        forms: { begin: { due: { label: \(word) } } }
        events: { begin: { label: \(word) } }
        states: { rung: { closed: \(word) } }
        """
    }

    /// Writes the workflows and their texts into a folder.
    static func write(to folder: String) throws {
        for name in names {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/texts/\(name)", withIntermediateDirectories: true)
            try definition(name).write(toFile: "\(folder)/\(name).yaml", atomically: true, encoding: .utf8)
            try texts("Word").write(toFile: "\(folder)/texts/\(name)/en.yaml", atomically: true, encoding: .utf8)
            try texts("言葉").write(toFile: "\(folder)/texts/\(name)/ja.yaml", atomically: true, encoding: .utf8)
        }
    }
}
