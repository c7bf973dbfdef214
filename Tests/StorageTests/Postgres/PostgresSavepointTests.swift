import Storage
import TestKit
import Testing

@Suite struct `A savepoint on PostgreSQL takes back its own work only` {
    private struct Refused: Error {}
    private let ledger: PostgresLedger
    private let database: PostgresDatabase

    init() async throws {
        ledger = try await PostgresLedger()
        database = try await ledger.open()
    }

    @Test func `a refusal takes back what was written and what was queued`() async throws {
        try await database.transaction { transaction in
            transaction.write(PostgresLedger.add, 1, "before", 0)
            do {
                try transaction.savepoint {
                    _ = try transaction.changed(PostgresLedger.add, 2, "written", 0)
                    transaction.write(PostgresLedger.add, 3, "queued", 0)
                    throw Refused()
                }
            } catch is Refused {
                transaction.write(PostgresLedger.add, 4, "after", 0)
            }
        }
        #expect(try await PostgresLedger.names(in: database) == ["before", "after"])
    }

    @Test(arguments: [true, false])
    func `a violated check leaves the neighbours`(isQueued: Bool) async throws {
        let codes = try await database.transaction { transaction in
            try (0..<5).map { index -> DatabaseError.Code? in
                let values: [SQLValue] = [.integer(index), .text("\(index)"), index == 2 ? -1 : 1]
                do {
                    try transaction.savepoint {
                        transaction.write(PostgresLedger.add, [.integer(index + 10), .text("\(index + 10)"), 0])
                        if isQueued { transaction.write(PostgresLedger.add, values) }
                        if !isQueued { _ = try transaction.changed(PostgresLedger.add, values) }
                    }
                    return nil
                } catch let error as DatabaseError where !error.transactionEnded {
                    return error.code
                }
            }
        }
        #expect(codes == [nil, nil, .constraint(.check, name: "amount_is_not_negative"), nil, nil])
        #expect(try await PostgresLedger.names(in: database) == ["0", "1", "3", "4", "10", "11", "13", "14"])
    }

    @Test func `a failure that the savepoint's body swallows takes it back`() async throws {
        try await database.transaction { transaction in
            transaction.write(PostgresLedger.add, 1, "kept", 0)
            #expect(throws: DatabaseError.self) {
                try transaction.savepoint {
                    transaction.write(PostgresLedger.add, 2, "lost", 0)
                    _ = try? transaction.changed(PostgresLedger.add, 3, "negative", -1)
                }
            }
        }
        #expect(try await PostgresLedger.names(in: database) == ["kept"])
    }

    @Test func `an inner one leaves the outer one's work, and the outer takes the inner's along`() async throws {
        try await database.transaction { transaction in
            try transaction.savepoint {
                transaction.write(PostgresLedger.add, 1, "outer", 0)
                #expect(throws: Refused.self) {
                    try transaction.savepoint {
                        _ = try transaction.changed(PostgresLedger.add, 2, "inner", 0)
                        throw Refused()
                    }
                }
                let count = try transaction.rows(PostgresLedger.count)[0].integer(0)
                #expect(count == 1)
            }
            _ = #expect(throws: Refused.self) {
                try transaction.savepoint {
                    try transaction.savepoint { transaction.write(PostgresLedger.add, 3, "released", 0) }
                    throw Refused()
                }
            }
        }
        #expect(try await PostgresLedger.names(in: database) == ["outer"])
    }

    @Test func `what was queued before it fails outside of it`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { transaction in
                transaction.write(PostgresLedger.add, 1, "negative", -1)
                try? transaction.savepoint { transaction.write(PostgresLedger.add, 2, "inside", 0) }
            }
        }
        #expect(error?.code == .constraint(.check, name: "amount_is_not_negative"))
        #expect(try await PostgresLedger.names(in: database) == [])
    }
}
