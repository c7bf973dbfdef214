import Foundation
import TestKit

/// A workflow whose every press is a transition that keeps the sender's mark.
enum CounterWorkflow {
    private static func texts(_ word: String) -> String {
        """
        roles: { owner: \(word) }
        forms:
          begin: { mark: { label: \(word) } }
          add: { mark: { label: \(word) } }
        events: { begin: { label: \(word) }, add: { label: \(word) }, stop: { label: \(word) } }
        states: { stopped: { closed: \(word) } }
        """
    }

    /// Writes the workflow and its texts into a folder.
    static func write(to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder)/texts/counter", withIntermediateDirectories: true)
        try MarkedCounter.definition.write(toFile: "\(folder)/counter.yaml", atomically: true, encoding: .utf8)
        try texts("Word").write(toFile: "\(folder)/texts/counter/en.yaml", atomically: true, encoding: .utf8)
        try texts("言葉").write(toFile: "\(folder)/texts/counter/ja.yaml", atomically: true, encoding: .utf8)
    }
}
