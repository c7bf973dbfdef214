import Storage

/// What one command asked of its store, in order, with all values: the same SQL, to be done by hand.
struct RecordedCommand: Sendable {
    enum Call: Sendable {
        case write(Statement, [SQLValue])
        case rows(Statement, [SQLValue])
        case changed(Statement, [SQLValue])
    }

    /// What was asked together with the transaction's beginning.
    var reads: [Read]
    var calls: [Call]

    private func perform(in tx: borrowing Transaction) throws {
        for call in calls {
            switch call {
            case .write(let statement, let values): tx.write(statement, values)
            case .rows(let statement, let values): _ = try tx.rows(statement, values)
            case .changed(let statement, let values): _ = try tx.changed(statement, values)
            }
        }
    }

    /// Does them again: on SQLite as many to a commit as there are senders, on PostgreSQL by so many clients at once.
    static func replay(_ commands: [RecordedCommand], on database: any Database, senders: Int) async throws {
        switch database.kind {
        case .sqlite:
            for start in stride(from: 0, to: commands.count, by: senders) {
                let group = commands[start..<min(start + senders, commands.count)]
                let results = try await database.group(
                    readingAhead: [], group.map { command in { @Sendable tx in try command.perform(in: tx) } })
                for result in results { try result.get() }
            }
        case .postgres:
            try await AccountRequests.share(commands, among: senders) { command in
                try await database.transaction(readingAhead: command.reads) { tx in try command.perform(in: tx) }
            }
        }
    }
}
