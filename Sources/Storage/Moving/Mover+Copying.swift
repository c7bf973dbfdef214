extension Mover {
    /// Copies every table in one snapshot of the source, page by page, from where an earlier run stopped.
    ///
    /// What changes meanwhile is in the change log, which is older than the snapshot.
    func copy(_ plan: MovePlan, into target: MoveTarget, from reached: Reached?) async throws {
        let start = plan.tables.firstIndex { $0.name == reached?.table } ?? 0
        try await MoveCompanion.beside { companion in
            try await source.database.read { tx in
                // rows that were copied by an earlier run may be missing what later rows refer to
                _ = try catchUp(Array(plan.tables[..<start]), in: tx, target, companion)
                var rows = 0
                for table in plan.tables[start...] {
                    let key = table.name == reached?.table ? reached?.key : nil
                    try copy(table, after: key, counting: &rows, in: tx, target, companion)
                }
                try companion.settle()
            }
        }
    }

    private func copy(
        _ table: MovedTable, after first: [SQLValue]?, counting count: inout Int, in tx: borrowing Transaction,
        _ target: MoveTarget, _ companion: MoveCompanion
    ) throws {
        var key = first
        while true {
            let rows = try table.page(after: key, limit: Self.page, in: tx)
            guard let last = rows.last else { return }
            let reached = Reached(table.name, table.key(of: last))
            let statement = settings.madeByMigrations.contains(table.name) ? table.upsert : table.insert
            try companion.take { try await target.write(statement, rows, of: table, reached: reached) }
            key = reached.key
            count += rows.count
            progress(.copied(table: table.name, rows: count))
            if rows.count < Self.page { return }
        }
    }

    /// Copies what has changed, and takes it out of the log.
    func round(_ plan: MovePlan, _ target: MoveTarget) async throws -> Int {
        let changes = try await MoveCompanion.beside { companion in
            try await source.database.read { tx in
                let changes = try catchUp(plan.tables, in: tx, target, companion)
                try companion.settle()
                try forget(plan.tables, in: tx, companion)
                return changes
            }
        }
        progress(.caughtUp(rows: changes))
        return changes
    }

    /// Brings the rows that the log names to what the transaction sees of them.
    ///
    /// First everything goes that is put in anew, so that no row stands in another's way; what others refer to goes last.
    /// - Returns: how many changes the log holds.
    func catchUp(
        _ tables: [MovedTable], in tx: borrowing Transaction, _ target: MoveTarget, _ companion: MoveCompanion
    ) throws -> Int {
        var changes = 0
        for table in tables.reversed() where table.rule == .replaced {
            var page = try ChangePage(of: table, after: 0, in: tx)
            while let found = page {
                let keys = found.keys
                try companion.take { try await target.remove(keys, of: table) }
                page = try ChangePage(of: table, after: found.last, in: tx)
            }
        }
        for table in tables {
            let statement = table.rule == .referredTo ? table.upsert : table.insert
            var page = try ChangePage(of: table, after: 0, in: tx)
            while let found = page {
                let rows = try found.rows(of: table, in: tx)
                try companion.take { try await target.write(statement, rows, of: table) }
                changes += found.numbers.count
                page = try ChangePage(of: table, after: found.last, in: tx)
            }
        }
        for table in tables.reversed() where table.rule == .referredTo {
            var page = try ChangePage(of: table, after: 0, in: tx)
            while let found = page {
                let there = Set(try found.rows(of: table, in: tx).map(table.key))
                let gone = found.keys.filter { !there.contains($0) }
                if !gone.isEmpty { try companion.take { try await target.remove(gone, of: table) } }
                page = try ChangePage(of: table, after: found.last, in: tx)
            }
        }
        return changes
    }

    /// Takes out of the log what the transaction sees of it, and nothing that was written since.
    func forget(_ tables: [MovedTable], in tx: borrowing Transaction, _ companion: MoveCompanion) throws {
        let database = source.database
        for table in tables {
            var page = try ChangePage(of: table, after: 0, in: tx)
            while let found = page {
                let numbers = found.numbers.map { [SQLValue.integer($0)] }
                try companion.take {
                    try await database.transaction { tx in tx.write(table.forget, each: numbers) }
                }
                page = try ChangePage(of: table, after: found.last, in: tx)
            }
        }
        try companion.settle()
    }
}

/// Some of the changes that the log holds of a table.
private struct ChangePage {
    let first: Int64
    let numbers: [Int64]
    /// Each once.
    let keys: [[SQLValue]]

    var last: Int64 { numbers.last ?? first }

    /// Nil if there are none after that number.
    init?(of table: MovedTable, after number: Int64, in tx: borrowing Transaction) throws {
        let rows = try tx.rows(table.changes, .integer(number), .integer(Mover.page))
        guard !rows.isEmpty else { return nil }
        first = number
        numbers = try rows.map { try $0.integer(0) }
        var seen: Set<[SQLValue]> = []
        keys = rows.map { Array($0.values.dropFirst()) }.filter { seen.insert($0).inserted }
    }

    /// The changed rows that are still there.
    func rows(of table: MovedTable, in tx: borrowing Transaction) throws -> [[SQLValue]] {
        try tx.rows(table.changed, .integer(first), .integer(last)).map(\.values)
    }
}
