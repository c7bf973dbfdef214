import Foundation
import Storage
import Synchronization

/// One line on a terminal that says how far a move is; nothing where nobody looks.
final class MoveLine: Sendable {
    private static let isTerminal = isatty(STDERR_FILENO) == 1

    private let shown = Mutex<(text: String, at: ContinuousClock.Instant?)>(("", nil))

    /// Shows it in place of what was shown before, five times a second at most.
    @Sendable func show(_ progress: MoveProgress) {
        guard Self.isTerminal else { return }
        let text =
            switch progress {
            case .copied(let table, let rows): "copying \(table): \(rows) rows"
            case .caughtUp(let rows): "copied \(rows) changed rows again"
            case .compares(let table): "comparing \(table)"
            case .waitsForSendings(let count): "waiting for \(count) mails that are being sent"
            }
        let isDue = shown.withLock { shown in
            let now = ContinuousClock.now
            if let last = shown.at, now - last < .milliseconds(200) { return false }
            shown = (text, now)
            return true
        }
        if isDue { write("\r\u{1B}[2K\(text)") }
    }

    /// Clears the line.
    func end() {
        if Self.isTerminal { write("\r\u{1B}[2K") }
    }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
