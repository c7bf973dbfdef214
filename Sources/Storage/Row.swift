/// One row of an answer, copied out of the store.
///
/// Columns are read by name or by position (from 0). A column that is missing or of another type throws
/// ``DatabaseError/Code/unexpectedRow`` with the statement and the column: a row is checked again when it is read.
public struct Row: Sendable {
    /// The columns' names, in the order of the query.
    public let columns: [String]
    /// The columns' values, in the order of the query.
    public let values: [SQLValue]
    private let statement: String

    init(statement: String, columns: [String], values: [SQLValue]) {
        self.statement = statement
        self.columns = columns
        self.values = values
    }

    /// The value of a column, of whatever type.
    public func value(_ column: String) throws -> SQLValue {
        // by bytes: Swift compares texts by canonical equivalence, SQL does not
        guard let index = columns.firstIndex(where: { $0.utf8.elementsEqual(column.utf8) }) else {
            throw unexpected(column, "is missing; the answer has \(columns.joined(separator: ", "))")
        }
        return values[index]
    }

    /// The value at a position, of whatever type.
    public func value(_ index: Int) throws -> SQLValue {
        guard values.indices.contains(index) else {
            throw unexpected("number \(index)", "is missing; the answer has \(values.count) columns")
        }
        return values[index]
    }

    /// The integer of a column.
    public func integer(_ column: String) throws -> Int64 { try integer(value(column), column) }
    /// The integer at a position.
    public func integer(_ index: Int) throws -> Int64 { try integer(value(index), name(index)) }
    /// The integer of a column that may be null.
    public func optionalInteger(_ column: String) throws -> Int64? { try optional(value(column), column, integer) }
    /// The integer at a position that may be null.
    public func optionalInteger(_ index: Int) throws -> Int64? { try optional(value(index), name(index), integer) }

    /// The text of a column.
    public func text(_ column: String) throws -> String { try text(value(column), column) }
    /// The text at a position.
    public func text(_ index: Int) throws -> String { try text(value(index), name(index)) }
    /// The text of a column that may be null.
    public func optionalText(_ column: String) throws -> String? { try optional(value(column), column, text) }
    /// The text at a position that may be null.
    public func optionalText(_ index: Int) throws -> String? { try optional(value(index), name(index), text) }

    /// The bytes of a column.
    public func bytes(_ column: String) throws -> [UInt8] { try bytes(value(column), column) }
    /// The bytes at a position.
    public func bytes(_ index: Int) throws -> [UInt8] { try bytes(value(index), name(index)) }
    /// The bytes of a column that may be null.
    public func optionalBytes(_ column: String) throws -> [UInt8]? { try optional(value(column), column, bytes) }
    /// The bytes at a position that may be null.
    public func optionalBytes(_ index: Int) throws -> [UInt8]? { try optional(value(index), name(index), bytes) }

    /// The flag of a column: integer 1 is true, 0 is false, all else is an error.
    public func flag(_ column: String) throws -> Bool { try flag(value(column), column) }
    /// The flag at a position: integer 1 is true, 0 is false, all else is an error.
    public func flag(_ index: Int) throws -> Bool { try flag(value(index), name(index)) }

    private func name(_ index: Int) -> String {
        columns.indices.contains(index) ? columns[index] : "number \(index)"
    }

    private func integer(_ value: SQLValue, _ column: String) throws -> Int64 {
        guard case .integer(let integer) = value else { throw unexpected(column, is: value, not: "an integer") }
        return integer
    }

    private func text(_ value: SQLValue, _ column: String) throws -> String {
        guard case .text(let text) = value else { throw unexpected(column, is: value, not: "text") }
        return text
    }

    private func bytes(_ value: SQLValue, _ column: String) throws -> [UInt8] {
        guard case .bytes(let bytes) = value else { throw unexpected(column, is: value, not: "bytes") }
        return bytes
    }

    private func flag(_ value: SQLValue, _ column: String) throws -> Bool {
        switch try integer(value, column) {
        case 0: return false
        case 1: return true
        default: throw unexpected(column, "is neither 0 nor 1")
        }
    }

    private func optional<T>(
        _ value: SQLValue,
        _ column: String,
        _ read: (SQLValue, String) throws -> T,
    ) throws -> T? {
        value == .null ? nil : try read(value, column)
    }

    private func unexpected(_ column: String, is value: SQLValue, not expected: String) -> DatabaseError {
        unexpected(column, "is \(value.typeName), not \(expected)")
    }

    private func unexpected(_ column: String, _ what: String) -> DatabaseError {
        DatabaseError(.unexpectedRow, statement: statement, message: "column \(column) of \(statement) \(what)")
    }
}
