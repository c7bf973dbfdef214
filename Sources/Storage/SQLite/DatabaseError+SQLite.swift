import Foundation
import GRDB

extension DatabaseError {
    /// What SQLite said, without the statement's values.
    init(_ error: GRDB.DatabaseError, statement: String, transactionEnded: Bool) {
        let said = error.message ?? "SQLite says no more than code \(error.extendedResultCode.rawValue)"
        self.init(
            Self.code(of: error, saying: said),
            statement: statement,
            message: said,
            transactionEnded: transactionEnded,
        )
    }

    private static func code(of error: GRDB.DatabaseError, saying said: String) -> Code {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
        case .SQLITE_CONSTRAINT: constraint(of: error, saying: said)
        case .SQLITE_FULL: .full
        case .SQLITE_READONLY: .readOnly
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: .cannotOpen
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: .corrupt
        case .SQLITE_IOERR: .io
        case .SQLITE_MISUSE where said == "Connection is closed": .closed
        default: .other
        }
    }

    private static func constraint(of error: GRDB.DatabaseError, saying said: String) -> Code {
        // "UNIQUE constraint failed: account.email", "CHECK constraint failed: revisions_are_ordered"
        let mark = "constraint failed: "
        let name = said.range(of: mark).map { String(said[$0.upperBound...]) } ?? ""
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            return .constraint(.unique, name: name)
        case .SQLITE_CONSTRAINT_CHECK: return .constraint(.check, name: name)
        case .SQLITE_CONSTRAINT_NOTNULL: return .constraint(.notNull, name: name)
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return .constraint(.foreignKey, name: name)
        case .SQLITE_CONSTRAINT_DATATYPE: return .constraint(.type, name: name)
        case .SQLITE_CONSTRAINT_TRIGGER where said.hasPrefix(MoveRecord.hasMoved): return .moved
        case .SQLITE_CONSTRAINT_TRIGGER: return .constraint(.trigger, name: said)
        default: return .other
        }
    }
}
