/// The order in which the writes of many bodies are sent: those of one statement together, each body's own order kept.
///
/// What is together touches each row once and is sorted by its key, so that transactions beside each other lock in the
/// same order.
struct GroupPlan {
    /// Writes of one statement that are sent together.
    struct Batch: Sendable {
        let statement: Statement
        let bindings: [[SQLValue]]
    }

    /// What is sent, in order.
    let batches: [Batch]

    /// Plans the writes of bodies, each in the order in which they were queued.
    init(_ queues: [[PostgresWrite]]) {
        var ranks: [Statement: Int] = [:]
        var statements: [Statement] = []
        var rest = queues.map { queue in
            Rest(writes: queue) { statement in
                if let rank = ranks[statement] { return rank }
                ranks[statement] = statements.count
                statements.append(statement)
                return statements.count - 1
            }
        }
        var batches: [Batch] = []
        while let rank = Self.next(rest, count: statements.count) {
            batches.append(Batch(statement: statements[rank], bindings: Self.take(rank, statements[rank], from: &rest)))
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
        let writes: [PostgresWrite]
        /// The rank of each write's statement, by its first appearance anywhere.
        let ranks: [Int]
        /// The first that has not been sent.
        private(set) var head = 0
        /// How many writes of each rank are left.
        private(set) var left: [Int]

        init(writes: [PostgresWrite], rank: (Statement) -> Int) {
            self.writes = writes
            ranks = writes.map { rank($0.statement) }
            left = [Int](repeating: 0, count: (ranks.max() ?? -1) + 1)
            for rank in ranks { left[rank] += 1 }
        }

        /// The rank of what must be sent first; nil behind the last.
        var rank: Int? { head < ranks.count ? ranks[head] : nil }

        mutating func removeFirst(_ count: Int = 1) {
            left[ranks[head]] -= count
            head += count
        }
    }

    /// The head that the fewest bodies still have behind another statement; among equals, the first in rank.
    private static func next(_ rest: [Rest], count: Int) -> Int? {
        var behind = [Int](repeating: 0, count: count)
        var isHead = [Bool](repeating: false, count: count)
        for body in rest {
            guard let first = body.rank else { continue }
            isHead[first] = true
            for rank in body.left.indices where body.left[rank] > 0 && rank != first { behind[rank] += 1 }
        }
        var best: Int?
        for rank in 0..<count where isHead[rank] {
            if let known = best, behind[known] <= behind[rank] { continue }
            best = rank
        }
        return best
    }

    private static func take(_ rank: Int, _ statement: Statement, from rest: inout [Rest]) -> [[SQLValue]] {
        var bindings: [[SQLValue]] = []
        for body in rest where body.rank == rank {
            for place in body.head..<body.ranks.count {
                guard body.ranks[place] == rank else { break }
                bindings.append(body.writes[place].values)
            }
        }
        bindings.sort { order($0, $1, statement.keyCount) < 0 }
        let isEachOnce = zip(bindings, bindings.dropFirst()).allSatisfy { order($0, $1, statement.keyCount) < 0 }
        guard isEachOnce else { return takeOnce(rank, statement, from: &rest) }
        for index in rest.indices where rest[index].rank == rank {
            let run = rest[index].ranks[rest[index].head...].prefix { $0 == rank }
            rest[index].removeFirst(run.count)
        }
        return bindings
    }

    /// Where a row is written more than once: of each body what comes before its first repetition.
    private static func takeOnce(_ rank: Int, _ statement: Statement, from rest: inout [Rest]) -> [[SQLValue]] {
        var bindings: [[SQLValue]] = []
        var keys: Set<ArraySlice<SQLValue>> = []
        for index in rest.indices {
            while rest[index].rank == rank {
                let values = rest[index].writes[rest[index].head].values
                guard keys.insert(values.prefix(statement.keyCount)).inserted else { break }
                bindings.append(values)
                rest[index].removeFirst()
            }
        }
        bindings.sort { order($0, $1, statement.keyCount) < 0 }
        return bindings
    }

    /// Value by value of the key: by type, then by value; texts by bytes.
    ///
    /// Negative, 0 or positive, as `memcmp`.
    private static func order(_ left: [SQLValue], _ right: [SQLValue], _ keyCount: Int) -> Int {
        for place in 0..<min(keyCount, left.count, right.count) {
            let order = order(left[place], right[place])
            if order != 0 { return order }
        }
        return 0
    }

    private static func order(_ left: SQLValue, _ right: SQLValue) -> Int {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right ? -1 : left == right ? 0 : 1
        case (.text(let left), .text(let right)): order(left, right)
        case (.bytes(let left), .bytes(let right)): order(left, right)
        default: rank(left) - rank(right)
        }
    }

    private static func order(_ left: String, _ right: String) -> Int {
        var left = left.utf8.makeIterator()
        var right = right.utf8.makeIterator()
        while true {
            let (leftByte, rightByte) = (left.next(), right.next())
            guard let leftByte else { return rightByte == nil ? 0 : -1 }
            guard let rightByte else { return 1 }
            if leftByte != rightByte { return leftByte < rightByte ? -1 : 1 }
        }
    }

    private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        for (left, right) in zip(left, right) where left != right { return left < right ? -1 : 1 }
        return left.count - right.count
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
