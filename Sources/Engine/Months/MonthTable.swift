import Statecharts
import Storage

/// Months of `history`, `history_data`, `sent` and `security_event`, made and dropped by functions of the store's owner.
enum MonthTable {
    /// A file keeps no months.
    static let make = Statement(
        "month.make", sqlite: "select 0 where ?1 is not null and ?2 is not null",
        postgres: """
            select sum(make_month(date_trunc('month', $1::timestamptz) + n * interval '1 month'))::bigint \
            from generate_series(0, $2::integer) as n
            """)
    /// The month of a time, and none after it.
    static let makeOne = Statement(
        "month.makeOne", sqlite: "select 0 where ?1 is not null",
        postgres: "select make_month($1::timestamptz)")
    static let isThere = Statement(
        "month.isThere", sqlite: "select 1 where ?1 is not null", postgres: "select has_month($1)::integer")
    /// Analysing reads a sample of every month, which may take longer than a command ever may.
    static let takeTime = Statement(
        "month.takeTime", sqlite: "select 1",
        postgres: "select 1 from set_config('statement_timeout', '10min', true)")
    static let analyse = Statement(
        "month.analyse", sqlite: "select 1", postgres: "select analyze_months()")
    static let all = [make, makeOne, isThere, takeTime, analyse]

    /// - Returns: how many tables were made.
    static func make(from now: Timestamp, ahead: Int, in database: any Database) async throws -> Int64 {
        try await database.transaction { tx in try tx.rows(make, now.sql, .integer(ahead)).first?.integer(0) ?? 0 }
    }

    static func isThere(_ moment: Timestamp, in database: any Database) async throws -> Bool {
        try await database.read { tx in try tx.rows(isThere, moment.sql).first?.integer(0) == 1 }
    }

    static func analyse(in database: any Database) async throws {
        try await database.transaction { tx in
            _ = try tx.rows(takeTime)
            _ = try tx.rows(analyse)
        }
    }
}
