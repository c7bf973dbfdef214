import Foundation
import Statecharts

/// Where words go: data to stdout, talk to stderr, each at once.
enum Output {
    static func data(_ text: String) { write(text, to: .standardOutput) }

    static func data(_ json: JSON) { data(json.canonicalText) }

    static func talk(_ text: String) { write(text, to: .standardError) }

    /// A reader that went away (`genkan … | head`) is no failure of ours.
    private static func write(_ text: String, to handle: FileHandle) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        try? handle.write(contentsOf: Data(line.utf8))
    }
}
