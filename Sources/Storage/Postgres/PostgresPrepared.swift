/// A statement as one connection's server knows it.
struct PostgresPrepared {
    /// Its name on that connection, with the zero at its end.
    let name: [CChar]
    let parameters: [PostgresType]
    let columns: [String]
    let columnTypes: [PostgresType]

    /// Reads the server's description.
    ///
    /// - Throws: ``DatabaseError/Code/other`` naming a parameter or column whose type we do not carry.
    init(name: [CChar], describedBy result: borrowing PostgresResult, statement: String) throws(DatabaseError) {
        self.name = name
        columns = result.columns
        var parameters: [PostgresType] = []
        for type in result.parameterTypes {
            guard let known = PostgresType(rawValue: type) else {
                throw Self.unknown(type, "parameter \(parameters.count + 1)", statement)
            }
            parameters.append(known)
        }
        self.parameters = parameters
        var columnTypes: [PostgresType] = []
        for type in result.columnTypes {
            guard let known = PostgresType(rawValue: type), known.element == nil else {
                throw Self.unknown(type, "column \(columns[columnTypes.count])", statement)
            }
            columnTypes.append(known)
        }
        self.columnTypes = columnTypes
    }

    /// All rows of an answer.
    func rows(_ result: borrowing PostgresResult, of statement: Statement) throws(DatabaseError) -> [Row] {
        var rows: [Row] = []
        rows.reserveCapacity(result.rowCount)
        for index in 0..<result.rowCount {
            rows.append(try row(index, of: result, from: 0, columns: columns, statement))
        }
        return rows
    }

    /// The rows of an answer to many bindings, each list at its binding's place.
    func rows(
        _ result: borrowing PostgresResult, of statement: Statement, bindings: Int
    ) throws(DatabaseError) -> [[Row]] {
        var lists = [[Row]](repeating: [], count: bindings)
        let names = Array(columns.dropFirst())
        for index in 0..<result.rowCount {
            guard let type = columnTypes.first, case .integer(let number)? = result.value(index, 0, type),
                number >= 1, number <= Int64(bindings)
            else {
                throw DatabaseError(
                    .unexpectedRow,
                    statement: statement.name,
                    message: "the first column of the text for many is not the number of a binding",
                )
            }
            lists[Int(number) - 1].append(try row(index, of: result, from: 1, columns: names, statement))
        }
        return lists
    }

    private func row(
        _ index: Int, of result: borrowing PostgresResult, from first: Int, columns: [String], _ statement: Statement
    ) throws(DatabaseError) -> Row {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.count)
        for column in first..<columnTypes.count {
            guard let value = result.value(index, column, columnTypes[column]) else {
                throw DatabaseError(
                    .unexpectedRow,
                    statement: statement.name,
                    message: "column \(self.columns[column]) of \(statement.name) is a time without end",
                )
            }
            values.append(value)
        }
        return Row(statement: statement.name, columns: columns, values: values)
    }

    private static func unknown(_ type: UInt32, _ what: String, _ statement: String) -> DatabaseError {
        DatabaseError(
            .unexpectedRow,
            statement: statement,
            message: "\(what) has the type number \(type) of pg_type, which is none of integer, flag, time, text, uuid "
                + "or bytes; cast it in the statement",
        )
    }
}
