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
        "insert into history (instance_id, revision, at, entry, hash) values ($1, $2, $3, $4, $5)")
    static let appendData = Statement(
        "history_data.append",
        "insert into history_data (instance_id, revision, at, fields) values ($1, $2, $3, $4)")
    static let ofInstance = Statement(
        "history.ofInstance",
        """
        select h.revision, h.at, h.entry, h.hash, d.fields from history h left join history_data d \
        on d.instance_id = h.instance_id and d.revision = h.revision where h.instance_id = $1 order by h.revision
        """)
    static let all = [append, appendData, ofInstance]

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
