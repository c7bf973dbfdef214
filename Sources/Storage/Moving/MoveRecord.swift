/// What a store knows of its own move: that it is being left or was, or that it is being moved into or was.
///
/// One row at most; no store that was never moved has its table.
public struct MoveRecord: Sendable, Hashable {
    /// Which of the two this store is.
    public enum Way: String, Sendable {
        /// The one that is left.
        case away
        /// The one that is moved into.
        case here
    }

    /// Which of the two this store is.
    public let way: Way
    /// The same in both stores, and in no other.
    public let number: String
    /// The other store, without role and password.
    public let place: String
    /// Whether it is over: this store was left, or is whole.
    public let hasEnded: Bool
    /// Where the first copying stands, in the store that is moved into; absent before and after it.
    let reached: String?

    /// How every refusal of a store begins that was left.
    static let hasMoved = "this store has moved to "

    /// Reads the row; nil for a store that no move has touched.
    public static func read(in tx: borrowing Transaction) throws -> MoveRecord? {
        guard try !tx.rows(RecordSQL.isThere).isEmpty, let row = try tx.rows(RecordSQL.find).first else { return nil }
        guard let way = Way(rawValue: try row.text("way")) else { return nil }
        return MoveRecord(
            way: way, number: try row.text("number"), place: try row.text("place"),
            hasEnded: try row.optionalInteger("ended_at") != nil, reached: try row.optionalText("reached"))
    }

    /// Sees that this store may be used.
    ///
    /// - Throws: ``DatabaseError/Code/moved`` if it was left, or if the move into it is not finished.
    public static func requireHome(in tx: borrowing Transaction) throws {
        if let obstacle = try read(in: tx)?.obstacle { throw obstacle }
    }

    /// Why the store may not be used.
    private var obstacle: DatabaseError? {
        switch way {
        case .away where hasEnded:
            DatabaseError(
                .moved,
                message: "\(Self.hasMoved)\(place); name that one by --database or GENKAN_DATABASE_URL")
        case .here where !hasEnded:
            DatabaseError(
                .moved,
                message: "a move into this store is not finished; give the same 'genkan migrate --to' again from "
                    + "\(place), and it goes on where it stopped")
        case .away, .here: nil
        }
    }
}

/// The statements about the row; times are microseconds since 1970 UTC on both stores.
enum RecordSQL {
    static let isThere = Statement(
        "move.is-there",
        sqlite: "select 1 from sqlite_schema where type = 'table' and name = 'store_move'",
        postgres: "select 1 where to_regclass('genkan.store_move') is not null")
    static let find = Statement("move.find", "select way, number, place, reached, ended_at from store_move")
    static let create = Statement(
        "move.create",
        sqlite: """
            create table if not exists store_move (
                id integer primary key check (id = 1),
                way text not null check (way in ('away', 'here')),
                number text not null,
                place text not null,
                owner text not null,
                reached text,
                begun_at integer not null,
                ended_at integer,
                quiet_until integer
            ) strict
            """,
        postgres: """
            create table if not exists genkan.store_move (
                id integer primary key check (id = 1),
                way text not null check (way in ('away', 'here')),
                number text not null,
                place text not null,
                owner text not null,
                reached text,
                begun_at bigint not null,
                ended_at bigint,
                quiet_until bigint
            )
            """)
    static let begin = Statement(
        "move.begin",
        """
        insert into store_move (id, way, number, place, owner, begun_at) values (1, $1, $2, $3, $4, $5) \
        on conflict (id) do update set way = excluded.way, number = excluded.number, place = excluded.place, \
        owner = excluded.owner, begun_at = excluded.begun_at, reached = null, ended_at = null, quiet_until = null
        """)
    static let own = Statement("move.own", "update store_move set owner = $1")
    /// Whoever began last is the one that works; the other finds no row.
    static let isOwned = Statement(
        "move.is-owned", sqlite: "select 1 from store_move where owner = ?1",
        postgres: "select 1 from store_move where owner = $1 for update")
    static let reach = Statement("move.reach", "update store_move set reached = $1")
    /// By the store's own clock, which its triggers go by.
    static let quiet = Statement(
        "move.quiet",
        sqlite: "update store_move set quiet_until = cast(strftime('%s', 'now') as integer) * 1000000 + ?1",
        postgres: """
            update store_move set quiet_until = (extract(epoch from clock_timestamp()) * 1000000)::bigint + $1
            """)
    static let withdraw = Statement("move.withdraw", "delete from store_move")
    static let end = Statement("move.end", "update store_move set ended_at = $1, reached = null, quiet_until = null")
}
