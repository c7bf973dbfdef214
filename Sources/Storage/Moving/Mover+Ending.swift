extension Mover {
    typealias Tables = [String: (count: Int64, digest: String)]

    /// What the last pass found and did.
    struct Last {
        var tables: Tables = [:]
        var heads: Int64 = 0
        var changes = 0
        var pause = Duration.zero
    }

    /// So long no sending begins before the last pass, unless it is over earlier.
    private static let quietFor: Int64 = 180_000_000
    /// Longer than any sending may take.
    private static let sendingMax: Int64 = 150_000_000

    /// Reads all of both stores and sees that they are the same; the source is served meanwhile.
    func compare(_ plan: MovePlan, _ target: MoveTarget, catchingUp: Bool) async throws -> Tables {
        let database = target.database
        return try await MoveCompanion.beside { companion in
            try await source.database.read { tx in
                if catchingUp {
                    _ = try catchUp(plan.tables, in: tx, target, companion)
                    try companion.settle()
                    try forget(plan.tables, in: tx, companion)
                }
                var tables: Tables = [:]
                for table in plan.tables {
                    progress(.compares(table: table.name))
                    let other = Answer<RowDigest>()
                    try companion.take {
                        other.give(try await database.read { tx in try RowDigest(of: table, in: tx) })
                    }
                    let own = try RowDigest(of: table, in: tx)
                    try companion.settle()
                    guard own == other.value else { throw unequal(table.name) }
                    tables[table.name] = (own.count, own.text)
                }
                return tables
            }
        }
    }

    /// Copies the last changes while nobody can write, compares, and leaves the source.
    func lastPass(_ plan: MovePlan, _ target: MoveTarget, expecting tables: Tables) async throws -> Last {
        try await calm()
        _ = try await round(plan, target)
        return try await Patience(clock: clock).run {
            try await MoveCompanion.beside { companion in
                try await source.database.transaction { tx in
                    try leave(plan, target, expecting: tables, in: tx, companion)
                }
            }
        }
    }

    private func leave(
        _ plan: MovePlan, _ target: MoveTarget, expecting tables: Tables, in tx: borrowing Transaction,
        _ companion: MoveCompanion
    ) throws -> Last {
        let begun = ContinuousClock.now
        tx.write(Patience.little)
        tx.write(lock(plan))
        try tx.flush()
        var last = Last(tables: tables)
        last.changes = try catchUp(plan.tables, in: tx, target, companion)
        try companion.settle()
        let database = target.database
        let there = Answer<[Int64]>()
        try companion.take { there.give(try await database.read { tx in try Self.counts(plan, tx) }) }
        let here = try Self.counts(plan, tx)
        try companion.settle()
        for (table, counts) in zip(plan.tables, zip(here, there.value ?? [])) {
            guard counts.0 == counts.1 else { throw unequal(table.name) }
            last.tables[table.name]?.count = counts.0
        }
        last.heads = try compareHeads(plan, database, in: tx, companion)
        tx.write(RecordSQL.end, .integer(clock.now()))
        try tx.flush()
        last.pause = ContinuousClock.now - begun
        return last
    }

    private func compareHeads(
        _ plan: MovePlan, _ database: any Database, in tx: borrowing Transaction, _ companion: MoveCompanion
    ) throws -> Int64 {
        guard let whole = plan.tables.first(where: { $0.name == settings.headsTable }) else { return 0 }
        let heads = MovedTable(
            name: whole.name, columns: whole.key + settings.headsColumns, types: [:], key: whole.key, rule: whole.rule)
        let there = Answer<RowDigest>()
        try companion.take { there.give(try await database.read { tx in try RowDigest(of: heads, in: tx) }) }
        let here = try RowDigest(of: heads, in: tx)
        try companion.settle()
        guard here == there.value else { throw unequal("\(heads.name)'s heads") }
        return here.count
    }

    /// On a file the transaction is the lock.
    private func lock(_ plan: MovePlan) -> Statement {
        Statement(
            "move.lock", sqlite: "select 1",
            postgres: "lock table \(MovedTable.list(plan.tables.map(\.name))) in share row exclusive mode")
    }

    private static func counts(_ plan: MovePlan, _ tx: borrowing Transaction) throws -> [Int64] {
        var counts: [Int64] = []
        for table in plan.tables { counts.append(try tx.rows(table.count).first?.integer(0) ?? 0) }
        return counts
    }

    /// Lets no sending begin, and waits until none is under way: whoever sends marks it in the store that he claimed it in.
    ///
    /// Who is killed here has stopped sendings for three minutes, and nothing else.
    private func calm() async throws {
        let begun = clock.now()
        try await source.database.transaction { tx in tx.write(RecordSQL.quiet, .integer(Self.quietFor)) }
        while clock.now() < begun + Self.sendingMax {
            let now = clock.now()
            let left = try await source.database.read { tx in
                try tx.rows(settings.sendings, .integer(now)).first?.integer(0) ?? 0
            }
            if left == 0 { return }
            progress(.waitsForSendings(Int(left)))
            await clock.pause(100)
        }
    }

    private func unequal(_ what: String) -> DatabaseError {
        DatabaseError(
            .other,
            message: "\(what) is not the same in both stores after it was copied, so the store stays where it is; "
                + "empty the other one and move again, and report it")
    }
}
