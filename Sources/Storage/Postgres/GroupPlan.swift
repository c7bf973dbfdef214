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
        var rest = queues.map { $0[...] }
        let ranks = Self.ranks(queues)
        var batches: [Batch] = []
        while let statement = Self.next(rest, ranks) {
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

    /// Statements by their first appearance.
    private static func ranks(_ queues: [[PostgresWrite]]) -> [Statement: Int] {
        var ranks: [Statement: Int] = [:]
        for queue in queues {
            for write in queue where ranks[write.statement] == nil {
                ranks[write.statement] = ranks.count
            }
        }
        return ranks
    }

    /// The head that the fewest bodies still have behind another statement; among equals, the first in rank.
    private static func next(_ rest: [ArraySlice<PostgresWrite>], _ ranks: [Statement: Int]) -> Statement? {
        var behind = [Int](repeating: 0, count: ranks.count)
        for queue in rest {
            guard let head = queue.first else { continue }
            var counted: Set<Int> = []
            for write in queue.dropFirst() where write.statement != head.statement {
                guard let rank = ranks[write.statement], counted.insert(rank).inserted else { continue }
                behind[rank] += 1
            }
        }
        let heads = rest.compactMap { $0.first?.statement }
        return heads.min { left, right in
            let (left, right) = (ranks[left] ?? 0, ranks[right] ?? 0)
            return (behind[left], left) < (behind[right], right)
        }
    }

    private static func take(_ statement: Statement, from rest: inout [ArraySlice<PostgresWrite>]) -> Batch {
        var batch = Batch(statement: statement, bindings: [])
        var keys: Set<ArraySlice<SQLValue>> = []
        for index in rest.indices {
            while let head = rest[index].first, head.statement == statement,
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
