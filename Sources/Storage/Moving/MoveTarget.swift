import Synchronization

/// The store that is moved into: takes rows while this mover is the one that works on the move.
final class MoveTarget: Sendable {
    let database: any Database
    private let owner: String
    private let settings: MoveSettings
    /// Days whose months are there.
    private let days = Mutex<Set<Int64>>([])

    init(_ database: any Database, owner: String, settings: MoveSettings) {
        self.database = database
        self.owner = owner
        self.settings = settings
    }

    /// Writes rows of a table by one of its statements, and where the first copying stands with them.
    func write(
        _ statement: Statement, _ rows: [[SQLValue]], of table: MovedTable, reached: Reached? = nil
    ) async throws {
        let fresh = newDays(rows, of: table)
        try await transaction { tx in
            for day in fresh { _ = try tx.rows(settings.makeMonth, .integer(day * Self.dayLength)) }
            tx.write(statement, each: rows)
            if let reached { tx.write(RecordSQL.reach, .text(reached.text)) }
        }
        days.withLock { $0.formUnion(fresh) }
    }

    /// Takes rows out.
    func remove(_ keys: [[SQLValue]], of table: MovedTable) async throws {
        try await transaction { tx in tx.write(table.delete, each: keys) }
    }

    /// Runs `body` if no other mover has taken the move over.
    func transaction(_ body: @Sendable (borrowing Transaction) throws -> Void) async throws {
        try await database.transaction { tx in
            guard try tx.rows(RecordSQL.isOwned, .text(owner)).count == 1 else {
                throw DatabaseError(.other, message: "another 'genkan migrate --to' goes on with this move; let it end")
            }
            try body(tx)
        }
    }

    private func newDays(_ rows: [[SQLValue]], of table: MovedTable) -> [Int64] {
        guard database.kind == .postgres, settings.monthly.contains(table.name),
            let place = table.columns.firstIndex(of: "at")
        else { return [] }
        var found: Set<Int64> = []
        for row in rows {
            // rounded towards the past, also before 1970
            if case .integer(let at) = row[place] {
                found.insert((at - (at < 0 ? Self.dayLength - 1 : 0)) / Self.dayLength)
            }
        }
        return days.withLock { found.subtracting($0) }.sorted()
    }

    /// Microseconds.
    private static let dayLength: Int64 = 86_400_000_000
}
