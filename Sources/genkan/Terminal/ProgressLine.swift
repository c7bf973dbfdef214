import Foundation
import Synchronization

/// One line on a terminal that says how far long work is; where nobody looks, nothing is written.
final class ProgressLine: Sendable {
    private static let pause = Duration.milliseconds(200)
    private let isSeen = isatty(STDERR_FILENO) == 1
    private let last = Mutex<ContinuousClock.Instant?>(nil)

    /// Puts the words in the place of those before, five times a second at most.
    func show(_ words: String) {
        guard isSeen else { return }
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            if let last, now - last < Self.pause { return false }
            last = now
            return true
        }
        if isDue { write("\r\u{1B}[K\(words)") }
    }

    /// Takes the line away.
    func end() {
        if isSeen, last.withLock({ $0 }) != nil { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
