import CPostgreSQL

/// One answer of the server, freed exactly once, after its last reader.
@safe struct PostgresResult: ~Copyable {
    private let pointer: OpaquePointer

    /// Takes ownership.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe PQclear(pointer)
    }

    var status: ExecStatusType { unsafe PQresultStatus(pointer) }

    var isError: Bool { status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE }

    var rowCount: Int { unsafe Int(PQntuples(pointer)) }

    /// How many rows the statement inserted, updated or deleted.
    var changed: Int { unsafe Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// `COMMIT`, or `ROLLBACK` where a commit found its transaction failed.
    var tag: String { unsafe String(cString: PQcmdStatus(pointer)) }

    /// What a description of a prepared statement says: its parameters' and columns' types by number, and names.
    var parameterTypes: [UInt32] { unsafe (0..<PQnparams(pointer)).map { unsafe PQparamtype(pointer, $0) } }
    var columnTypes: [UInt32] { unsafe (0..<PQnfields(pointer)).map { unsafe PQftype(pointer, $0) } }
    var columns: [String] { unsafe (0..<PQnfields(pointer)).map { unsafe String(cString: PQfname(pointer, $0)) } }

    /// A column of a row; nil if it has no value of ours, which can only be a time without end.
    func value(_ row: Int, _ column: Int, _ type: PostgresType) -> SQLValue? {
        let row = Int32(truncatingIfNeeded: row)
        let column = Int32(truncatingIfNeeded: column)
        if unsafe PQgetisnull(pointer, row, column) == 1 { return .null }
        let count = unsafe Int(PQgetlength(pointer, row, column))
        return unsafe type.decode(UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: count))
    }

    /// A field of the server's error by libpq's letter: `C` SQLSTATE, `M` message, `n` constraint.
    func field(_ letter: Unicode.Scalar) -> String? {
        unsafe PQresultErrorField(pointer, Int32(letter.value)).map { unsafe String(cString: $0) }
    }
}
