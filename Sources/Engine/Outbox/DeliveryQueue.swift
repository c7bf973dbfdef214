import Statecharts

/// Which claimed messages are under way and which wait: so many at once, two of one domain.
///
/// It decides and does nothing.
struct DeliveryQueue {
    /// Deliveries of one domain at once, and how many of its messages may wait before no more are claimed.
    static let atOncePerDomain = 2
    static let waitingPerDomain = 25
    /// Messages that may wait in all.
    static let waitingMost = 400
    /// How long a claimed message may wait; with a delivery's own deadline it ends well before the lease.
    static let patience = Span(microseconds: 30_000_000)

    private struct Waiting {
        var row: OutboxRow
        var claimedAt: Timestamp
    }

    private let atOnce: Int
    private var waiting: [Waiting] = []
    private var underWay: [String: OutboxRow] = [:]
    /// Messages under way and waiting, by domain.
    private var running: [String: Int] = [:]
    private var queued: [String: Int] = [:]

    init(atOnce: Int) { self.atOnce = max(1, atOnce) }

    /// Whether nothing is under way and nothing waits.
    var isEmpty: Bool { waiting.isEmpty && underWay.isEmpty }

    /// Whether no message could be begun now.
    var hasNothingToBegin: Bool { waiting.isEmpty || underWay.count >= atOnce }

    /// How many more may be claimed, in steps that are worth a statement.
    func room(_ batch: Int) -> Int { waiting.count + batch <= Self.waitingMost ? batch : 0 }

    /// Domains of which enough wait.
    var full: [String] { queued.filter { $0.value >= Self.waitingPerDomain }.keys.sorted() }

    /// Takes claimed rows behind the others; a row whose lease ran out while it is under way is not taken twice.
    mutating func add(_ rows: [OutboxRow], at now: Timestamp) {
        let known = Set(waiting.map(\.row.id))
        for row in rows where underWay[row.id] == nil && !known.contains(row.id) {
            waiting.append(Waiting(row: row, claimedAt: now))
            queued[row.domain, default: 0] += 1
        }
    }

    /// The next message to hand over; absent while all places or those of every waiting domain are taken.
    mutating func next() -> OutboxRow? {
        guard underWay.count < atOnce else { return nil }
        let place = waiting.firstIndex { running[$0.row.domain, default: 0] < Self.atOncePerDomain }
        guard let place else { return nil }
        let row = waiting.remove(at: place).row
        queued.take(row.domain)
        underWay[row.id] = row
        running[row.domain, default: 0] += 1
        return row
    }

    /// A delivery has ended.
    mutating func finish(_ row: OutboxRow) {
        guard underWay.removeValue(forKey: row.id) != nil else { return }
        running.take(row.domain)
    }

    /// Takes out what waits for too long.
    mutating func removeLate(at now: Timestamp) -> [OutboxRow] {
        guard let first = waiting.first, first.claimedAt.adding(Self.patience) <= now else { return [] }
        return remove { $0.claimedAt.adding(Self.patience) <= now }
    }

    /// Takes out all that waits.
    mutating func removeAll() -> [OutboxRow] { waiting.isEmpty ? [] : remove { _ in true } }

    private mutating func remove(_ isWanted: (Waiting) -> Bool) -> [OutboxRow] {
        let rows = waiting.filter(isWanted).map(\.row)
        waiting.removeAll(where: isWanted)
        for row in rows { queued.take(row.domain) }
        return rows
    }
}

extension [String: Int] {
    /// One less; a zero is not kept.
    fileprivate mutating func take(_ key: String) {
        guard let count = self[key] else { return }
        self[key] = count > 1 ? count - 1 : nil
    }
}
