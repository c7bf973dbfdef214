import Statecharts
import Storage

/// The stored answer to a request with a key (`commit.md` 9).
struct ReceiptRow: Sendable {
    enum Kind: String, Sendable { case done, refused }

    var scope: [UInt8]
    var fingerprint: [UInt8]
    var kind: Kind
    var instance: InstanceID?
    var revision: Int64?
    var status: Int
    var answer: String?
    var madeAt: Timestamp
}

enum ReceiptTable {
    /// A plain insert: its unique violation must abort a late duplicate together with its effect.
    static let insert = Statement(
        "receipt.insert",
        """
        insert into receipt (scope, fingerprint, kind, instance_id, revision, status, answer, made_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        many: """
            insert into receipt (scope, fingerprint, kind, instance_id, revision, status, answer, made_at) \
            select * from unnest($1::bytea[], $2::bytea[], $3::text[], $4::uuid[], $5::bigint[], $6::integer[], \
            $7::text[], $8::timestamptz[])
            """)
    static let find = Statement(
        "receipt.find",
        """
        select fingerprint, kind, instance_id, revision, status, answer, made_at from receipt where scope = $1
        """,
        many: """
            select asked.n, r.* from unnest($1::bytea[]) with ordinality as asked (scope, n), lateral ( \
            select fingerprint, kind, instance_id, revision, status, answer, made_at from receipt \
            where scope = asked.scope offset 0) r
            """)
    static let removeOld = Statement(
        "receipt.removeOld",
        "delete from receipt where scope in (select scope from receipt where made_at < $1 limit $2)")
    static let all = [insert, find, removeOld]

    static func find(scope: [UInt8], in tx: borrowing Transaction) throws -> ReceiptRow? {
        guard let row = try tx.rows(find, .bytes(scope)).first else { return nil }
        guard let kind = ReceiptRow.Kind(rawValue: try row.text(1)) else {
            throw BrokenInvariant("a receipt is of kind '\(try row.text(1))'", instance: nil)
        }
        return ReceiptRow(
            scope: scope, fingerprint: try row.bytes(0), kind: kind,
            instance: try row.optionalText(2).map(InstanceID.init), revision: try row.optionalInteger(3),
            status: Int(try row.integer(4)), answer: try row.optionalText(5), madeAt: try row.timestamp(6))
    }

    static func insert(_ row: ReceiptRow, in tx: borrowing Transaction) {
        tx.write(
            insert, .bytes(row.scope), .bytes(row.fingerprint), .text(row.kind.rawValue),
            .text(orNull: row.instance?.text), .integer(orNull: row.revision), .integer(row.status),
            .text(orNull: row.answer), row.madeAt.sql)
    }
}
