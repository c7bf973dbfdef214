import Statecharts
import Storage

/// One entry as stored.
struct HistoryRow: Sendable {
    var revision: Int64
    var at: Timestamp
    /// Canonical JSON, byte for byte as hashed.
    var entry: String
    var hash: [UInt8]
    /// Personal values with their salts; absent where nothing is personal.
    var fields: String?
}

enum HistoryTable {
    static let append = Statement(
        "history.append",
        "insert into history (instance_id, revision, at, entry, hash) values ($1, $2, $3, $4, $5)",
        many: """
            insert into history (instance_id, revision, at, entry, hash) \
            select * from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[], $5::bytea[])
            """, key: 2)
    static let appendData = Statement(
        "history_data.append",
        "insert into history_data (instance_id, revision, at, fields) values ($1, $2, $3, $4)",
        many: """
            insert into history_data (instance_id, revision, at, fields) \
            select * from unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::text[])
            """, key: 2)
    static let ofInstance = Statement(
        "history.ofInstance",
        """
        select h.revision, h.at, h.entry, h.hash, d.fields from history h left join history_data d \
        on d.instance_id = h.instance_id and d.revision = h.revision where h.instance_id = $1 order by h.revision
        """)
    static let latest = Statement(
        "history.latest", "select entry from history where instance_id = $1 order by revision desc limit 100")
    static let all = [append, appendData, ofInstance, latest]

    /// Whether one of the latest entries was made by the command with this seed.
    static func bears(seed: [UInt8], of id: InstanceID, in tx: borrowing Transaction) throws -> Bool {
        let mark = #""seed":"\#(Hex.encode(seed))""#
        return try tx.rows(latest, .text(id.text)).contains { try $0.text(0).contains(mark) }
    }

    static func append(_ row: HistoryRow, to id: InstanceID, in tx: borrowing Transaction) {
        tx.write(
            append, .text(id.text), .integer(row.revision), row.at.sql, .text(row.entry), .bytes(row.hash))
        if let fields = row.fields {
            tx.write(appendData, .text(id.text), .integer(row.revision), row.at.sql, .text(fields))
        }
    }

    static func rows(of id: InstanceID, in tx: borrowing Transaction) throws -> [HistoryRow] {
        try tx.rows(ofInstance, .text(id.text)).map {
            HistoryRow(
                revision: try $0.integer(0), at: try $0.timestamp(1), entry: try $0.text(2), hash: try $0.bytes(3),
                fields: try $0.optionalText(4))
        }
    }
}
