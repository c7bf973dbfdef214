import Statecharts

/// Which claimed messages are under way and which wait: so many at once, two of one domain, the oldest first.
///
/// It decides and does nothing.
struct DeliveryQueue {
    /// Deliveries of one domain at once.
    static let atOncePerDomain = 2
    /// How many messages may wait before no more are claimed; where batches are larger, one of them.
    private static let waitingMost = 300
    /// How long a claimed message may wait; with a delivery's own deadline it ends well before the lease.
    static let patience = Span(microseconds: 30_000_000)

    private struct Waiting {
        var row: OutboxRow
        var claimedAt: Timestamp
        /// The how manieth message it is.
        var number: Int
    }

    /// The messages of one domain.
    private struct Line {
        var waiting: ArraySlice<Waiting> = []
        var running = 0
    }

    private let atOnce: Int
    private var lines: [String: Line] = [:]
    /// Domains with a message that may begin now, by its number, the next one last.
    private var ready: [(number: Int, domain: String)] = []
    private var waitingIDs: Set<String> = []
    private var underWay: Set<String> = []
    private var added = 0
    /// No message was claimed before this moment.
    private var claimedFirst: Timestamp?

    init(atOnce: Int) { self.atOnce = max(1, atOnce) }

    /// Whether nothing is under way and nothing waits.
    var isEmpty: Bool { waitingIDs.isEmpty && underWay.isEmpty }

    /// Whether no message could be begun now.
    var hasNothingToBegin: Bool { waitingIDs.isEmpty || underWay.count >= atOnce }

    /// Whether another batch may be claimed.
    func hasRoom(_ batch: Int) -> Bool { waitingIDs.count <= max(Self.waitingMost, batch) }

    /// Domains of which a quarter of a batch waits: enough.
    func full(_ batch: Int) -> [String] { lines.filter { $0.value.waiting.count >= batch / 4 }.keys.sorted() }

    /// Whether enough of the domain waits.
    func isFull(_ domain: String, _ batch: Int) -> Bool { lines[domain].map { $0.waiting.count >= batch / 4 } ?? false }

    /// Takes claimed rows behind the others; a row whose lease ran out while it is under way is not taken twice.
    mutating func add(_ rows: [OutboxRow], at now: Timestamp) {
        if claimedFirst == nil { claimedFirst = now }
        for row in rows where !underWay.contains(row.id) && waitingIDs.insert(row.id).inserted {
            let domain = row.domain
            added += 1
            lines[domain, default: Line()].waiting.append(Waiting(row: row, claimedAt: now, number: added))
            if let line = lines[domain], line.waiting.count == 1 { makeReady(domain, line) }
        }
    }

    /// The next message to hand over; absent while all places or those of every waiting domain are taken.
    mutating func next() -> OutboxRow? {
        guard underWay.count < atOnce, let domain = ready.popLast()?.domain else { return nil }
        guard let row = lines[domain]?.waiting.popFirst()?.row else { return nil }
        lines[domain]?.running += 1
        waitingIDs.remove(row.id)
        underWay.insert(row.id)
        if let line = lines[domain] { makeReady(domain, line) }
        return row
    }

    /// A delivery has ended.
    mutating func finish(_ row: OutboxRow) {
        guard underWay.remove(row.id) != nil else { return }
        let domain = row.domain
        lines[domain]?.running -= 1
        guard let line = lines[domain] else { return }
        if line.waiting.isEmpty {
            if line.running == 0 { lines[domain] = nil }
        } else if line.running == Self.atOncePerDomain - 1 {
            makeReady(domain, line)
        }
    }

    private mutating func makeReady(_ domain: String, _ line: Line) {
        guard line.running < Self.atOncePerDomain, let number = line.waiting.first?.number else { return }
        var (low, high) = (0, ready.count)
        while low < high {
            let middle = (low + high) / 2
            if ready[middle].number > number { low = middle + 1 } else { high = middle }
        }
        ready.insert((number, domain), at: low)
    }

    /// Takes out what waits for too long.
    mutating func removeLate(at now: Timestamp) -> [OutboxRow] {
        guard let first = claimedFirst, first.adding(Self.patience) <= now else { return [] }
        let removed = remove { $0.claimedAt.adding(Self.patience) <= now }
        claimedFirst = lines.values.compactMap { $0.waiting.first?.claimedAt }.min()
        return removed
    }

    /// Takes out all that waits.
    mutating func removeAll() -> [OutboxRow] { waitingIDs.isEmpty ? [] : remove { _ in true } }

    private mutating func remove(_ isWanted: (Waiting) -> Bool) -> [OutboxRow] {
        var removed: [OutboxRow] = []
        ready = []
        for (domain, line) in lines {
            var line = line
            removed += line.waiting.filter(isWanted).map(\.row)
            line.waiting.removeAll(where: isWanted)
            lines[domain] = line.running == 0 && line.waiting.isEmpty ? nil : line
            makeReady(domain, line)
        }
        waitingIDs.subtract(removed.map(\.id))
        return removed
    }
}
