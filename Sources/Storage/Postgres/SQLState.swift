/// What an error of the server means for us, read from its five characters.
struct SQLState: Sendable, Hashable {
    let code: String

    /// The error of a statement, from what the server says of it.
    ///
    /// Only the primary message is taken: detail and hint repeat values. Messages of class 22 do so too, and are replaced.
    /// - Parameters:
    ///   - constraint: the name of the constraint that refused the row.
    ///   - column: the column that refused null.
    ///   - isFatal: the server has ended the connection with it.
    func error(
        _ message: String, statement: String, constraint: String? = nil, column: String? = nil, isFatal: Bool = false
    ) -> DatabaseError {
        if isFatal || isLoss {
            return DatabaseError(
                .connectionLost,
                statement: statement,
                message: "the server ended the connection: \(message)",
                transactionEnded: true,
                sqlState: code,
            )
        }
        return DatabaseError(
            kind(constraint: constraint, column: column),
            statement: statement,
            message: sentence(message),
            sqlState: code,
        )
    }

    /// Class 08 is the connection's own, 57P01 to 57P05 are a server that stops or has ended this session.
    private var isLoss: Bool { code.hasPrefix("08") || code.hasPrefix("57P") }

    private func kind(constraint: String?, column: String?) -> DatabaseError.Code {
        switch code {
        case "23505", "23P01": .constraint(.unique, name: constraint ?? "")
        case "23514": .constraint(.check, name: constraint ?? "")
        case "23502": .constraint(.notNull, name: column ?? constraint ?? "")
        case "23503": .constraint(.foreignKey, name: constraint ?? "")
        case "GK001": .lostRow
        case "GK002": .moved
        case "53100": .full
        case "53200", "53300", "53400": .overloaded
        case "55P03", "40001", "40P01": .busy
        case "57014": .timedOut
        case "25006": .readOnly
        case "42P01", "3F000", "42501", "28P01", "28000", "3D000": .cannotOpen
        case "58030", "58P01": .io
        case "XX001", "XX002": .corrupt
        default: .other
        }
    }

    private func sentence(_ message: String) -> String {
        switch code {
        case _ where code.hasPrefix("22"):
            return "a value has not the form or the range that the statement wants (SQLSTATE \(code))"
        case "GK001":
            return "the row that it expects has changed or is gone"
        case "42P01", "3F000":
            return "\(message); the tables are missing or older than this program: run genkan migrate"
        case "42501":
            return "\(message); run genkan migrate as the owner's role, "
                + "and let it grant the rights to the role in this database URL"
        case "57014":
            return "the statement ran longer than it may, or was cancelled"
        case "55P03":
            return "another transaction held the lock for too long"
        default:
            return message
        }
    }
}

extension DatabaseError {
    /// What the server answered instead of a result.
    init(_ result: borrowing PostgresResult, statement: String) {
        let severity = result.field("V")
        self = SQLState(code: result.field("C") ?? "").error(
            result.field("M") ?? "the server says nothing about it",
            statement: statement,
            constraint: result.field("n"),
            column: result.field("c"),
            isFatal: severity == "FATAL" || severity == "PANIC",
        )
    }
}
