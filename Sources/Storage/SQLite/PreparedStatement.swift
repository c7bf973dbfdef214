import GRDB
import GRDBSQLite

/// A statement out of the connection's cache, bound and stepped by SQLite's own functions.
///
/// GRDB's way through `DatabaseValue` costs about 8 µs a statement more (docs/decisions/0003). What it adds is transaction
/// observation, which nobody here uses; the cache and the pointer stay GRDB's.
@safe struct PreparedStatement {
    private let cached: GRDB.Statement
    private let pointer: OpaquePointer

    init(_ sql: String, on connection: GRDB.Database) throws {
        cached = try connection.cachedStatement(sql: sql)
        unsafe pointer = unsafe cached.sqliteStatement
    }

    /// Runs to the end and ignores rows.
    func run(_ values: [SQLValue]) throws {
        defer { rewind() }
        try bind(values)
        while try step() {}
    }

    /// Runs to the end and copies every row; a float has no place in a row and is reported by `name`.
    func rows(_ values: [SQLValue], name: String) throws -> [Row] {
        defer { rewind() }
        try bind(values)
        let columns = cached.columnNames
        var rows: [Row] = []
        while try step() {
            var found: [SQLValue] = []
            found.reserveCapacity(columns.count)
            for index in columns.indices {
                guard let value = value(at: Int32(index)) else { throw Self.float(columns[index], name) }
                found.append(value)
            }
            rows.append(Row(statement: name, columns: columns, values: found))
        }
        return rows
    }

    private func bind(_ values: [SQLValue]) throws {
        let wanted = unsafe Int(sqlite3_bind_parameter_count(pointer))
        guard values.count == wanted else {
            throw GRDB.DatabaseError(
                resultCode: .SQLITE_RANGE,
                message: "the statement takes \(wanted) values and was given \(values.count)",
            )
        }
        for (index, value) in values.enumerated() {
            try check(bind(value, at: Int32(index + 1)))
        }
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null:
            unsafe sqlite3_bind_null(pointer, index)
        case .integer(let integer):
            unsafe sqlite3_bind_int64(pointer, index, integer)
        case .text(let text):
            unsafe sqlite3_bind_text(pointer, index, text, Int32(clamping: text.utf8.count), Self.copied)
        case .bytes(let bytes) where bytes.isEmpty:
            // no bytes may have no address, and no address would bind null
            unsafe sqlite3_bind_zeroblob(pointer, index, 0)
        case .bytes(let bytes):
            unsafe sqlite3_bind_blob(pointer, index, bytes, Int32(clamping: bytes.count), Self.copied)
        }
    }

    private func step() throws -> Bool {
        let code = unsafe sqlite3_step(pointer)
        if code == SQLITE_DONE { return false }
        if code == SQLITE_ROW { return true }
        try check(code)
        return false
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_OK else { return }
        let connection = unsafe sqlite3_db_handle(pointer)
        throw GRDB.DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: unsafe String(cString: sqlite3_errmsg(connection)),
        )
    }

    /// Nil for a float.
    private func value(at index: Int32) -> SQLValue? {
        switch unsafe sqlite3_column_type(pointer, index) {
        case SQLITE_NULL:
            return .null
        case SQLITE_INTEGER:
            return unsafe .integer(sqlite3_column_int64(pointer, index))
        case SQLITE_TEXT:
            guard let start = unsafe sqlite3_column_text(pointer, index) else { return .null }
            let count = unsafe Int(sqlite3_column_bytes(pointer, index))
            return unsafe .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = unsafe sqlite3_column_blob(pointer, index) else { return .bytes([]) }
            let count = unsafe Int(sqlite3_column_bytes(pointer, index))
            return unsafe .bytes([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default:
            return nil
        }
    }

    /// Makes the statement ready for its next use, and lets go of the values: some are secrets.
    private func rewind() {
        // its answer is the error of the step, which was thrown
        _ = unsafe sqlite3_reset(pointer)
        _ = unsafe sqlite3_clear_bindings(pointer)
    }

    private static func float(_ column: String, _ statement: String) -> DatabaseError {
        DatabaseError(
            .unexpectedRow,
            statement: statement,
            message: "column \(column) of \(statement) is a float, and there are no floats",
        )
    }

    /// Tells SQLite to copy what it is given before the call returns.
    private static var copied: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }
}
