import Statecharts
import Storage
import Synchronization

/// The look-ups of one command.
///
/// They are noted when a fact is read, and paid for where a refusal does not take that back: an answer that says no is an
/// answer.
final class LookUps: Sendable {
    private let noted = Mutex<[LookUp]>([])

    /// Whether nothing was looked up.
    var isEmpty: Bool { noted.withLock(\.isEmpty) }

    /// The same question twice is one look-up.
    func note(_ lookUp: LookUp) {
        noted.withLock { if !$0.contains(lookUp) { $0.append(lookUp) } }
    }

    /// Takes each from its quota and leaves its line.
    /// - Parameter seed: of the command; the lines' ids come from a stream of their own.
    /// - Throws: ``EngineError/Code/tooManyLookUps``; then the command's answer must not be given.
    func pay(
        by caller: Caller, seed: [UInt8], now: Timestamp, keys: SealKeys, in tx: borrowing Transaction
    ) throws {
        let log = SecurityLog(keys: keys)
        var ids = RandomStream(seed: seed + [2])
        for lookUp in noted.withLock({ $0 }) {
            let subject = "\(lookUp.code) \(lookUp.asker)"
            if let room = try log.quotas.take(from: lookUp.quota, of: subject, now: now, in: tx) {
                throw EngineError(
                    .tooManyLookUps, "You have looked up many identifiers lately. Nothing was changed.",
                    retryAfterSeconds: Quota.seconds(from: now, until: room))
            }
            log.record(
                lookUp.code, caller: caller.person?.email, instance: nil, data: lookUp.found, id: ids.uuid(at: now),
                now: now, in: tx)
        }
    }
}
