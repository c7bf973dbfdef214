import Synchronization

@testable import Delivery

/// A disk that only keeps account, and fails at the step whose name begins so.
final class RecordedDisk: Sendable {
    private struct Full: Error, CustomStringConvertible { let description = "disk full" }

    private let steps = Mutex<[String]>([])

    /// The steps that were tried, in order.
    var all: [String] { steps.withLock { $0 } }

    func disk(failingAt failing: String?) -> MailboxDisk {
        MailboxDisk(
            makeFolder: { try self.note("folder \($0)", failing) },
            writeAndSync: { try self.note("write and sync \($1)", failing) },
            rename: { try self.note("rename \($0) \($1)", failing) },
            syncFolder: { try self.note("sync folder \($0)", failing) })
    }

    private func note(_ step: String, _ failing: String?) throws {
        steps.withLock { $0.append(step) }
        if let failing, step.hasPrefix(failing) { throw Full() }
    }
}
