/// The order in which the writes of many bodies are sent: those of one statement together, each body's own order kept.
///
/// What is together touches each row once and is sorted by its key, so that transactions beside each other lock in the
/// same order.
struct GroupPlan {
    /// Writes of one statement that are sent together.
    struct Batch: Sendable {
        let statement: Statement
        fileprivate(set) var bindings: [[SQLValue]]
    }

    /// What is sent, in order.
    let batches: [Batch]

    /// Plans the writes of bodies, each in the order in which they were queued.
    init(_ queues: [[PostgresWrite]]) {
        var ranks: [Statement: Int] = [:]
        var rest = queues.map { queue in
            Rest(writes: queue[...]) { statement in
                if let rank = ranks[statement] { return rank }
                ranks[statement] = ranks.count
                return ranks.count - 1
            }
        }
        var batches: [Batch] = []
        while let statement = Self.next(rest, count: ranks.count) {
            batches.append(Self.take(statement, from: &rest))
        }
        self.batches = batches
    }

    /// What is sent, in order; a statement without a text for many goes once per binding.
    var commands: [PostgresCommand] {
        batches.flatMap { batch in
            batch.statement.many == nil
                ? batch.bindings.map { PostgresCommand(batch.statement, $0) }
                : [PostgresCommand(batch.statement, many: batch.bindings)]
        }
    }

    /// What a body still has to send.
    private struct Rest {
        var writes: ArraySlice<PostgresWrite>
        /// The rank of each statement, by its first appearance anywhere, and how many writes of it are left.
        var ranks: ArraySlice<Int>
        var left: [Int]

        init(writes: ArraySlice<PostgresWrite>, rank: (Statement) -> Int) {
            self.writes = writes
            ranks = writes.map { rank($0.statement) }[...]
            left = [Int](repeating: 0, count: (ranks.max() ?? -1) + 1)
            for rank in ranks { left[rank] += 1 }
        }

        mutating func removeFirst() {
            left[ranks.removeFirst()] -= 1
            writes.removeFirst()
        }
    }

    /// The head that the fewest bodies still have behind another statement; among equals, the first in rank.
    private static func next(_ rest: [Rest], count: Int) -> Statement? {
        var behind = [Int](repeating: 0, count: count)
        for body in rest {
            for (rank, left) in body.left.enumerated() where left > 0 && rank != body.ranks.first { behind[rank] += 1 }
        }
        let heads = rest.filter { !$0.writes.isEmpty }
        let best = heads.min { left, right in
            let (left, right) = (left.ranks.first ?? 0, right.ranks.first ?? 0)
            return (behind[left], left) < (behind[right], right)
        }
        return best?.writes.first?.statement
    }

    private static func take(_ statement: Statement, from rest: inout [Rest]) -> Batch {
        var batch = Batch(statement: statement, bindings: [])
        var keys: Set<ArraySlice<SQLValue>> = []
        for index in rest.indices {
            while let head = rest[index].writes.first, head.statement == statement,
                keys.insert(head.values.prefix(statement.keyCount)).inserted
            {
                batch.bindings.append(head.values)
                rest[index].removeFirst()
            }
        }
        batch.bindings.sort { precedes($0.prefix(statement.keyCount), $1.prefix(statement.keyCount)) }
        return batch
    }

    /// Value by value: by type, then by value; texts by bytes.
    private static func precedes(_ left: ArraySlice<SQLValue>, _ right: ArraySlice<SQLValue>) -> Bool {
        for (left, right) in zip(left, right) {
            if precedes(left, right) { return true }
            if precedes(right, left) { return false }
        }
        return false
    }

    private static func precedes(_ left: SQLValue, _ right: SQLValue) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.bytes(let left), .bytes(let right)): left.lexicographicallyPrecedes(right)
        default: rank(left) < rank(right)
        }
    }

    private static func rank(_ value: SQLValue) -> Int {
        switch value {
        case .null: 0
        case .integer: 1
        case .text: 2
        case .bytes: 3
        }
    }
}

/// A write that waits in a body's queue.
struct PostgresWrite: Sendable {
    let statement: Statement
    let values: [SQLValue]
}
