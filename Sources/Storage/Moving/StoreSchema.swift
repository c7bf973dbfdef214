/// The tables of a store as its catalogue describes them, without what belongs to migrations and moves.
struct StoreSchema: Sendable {
    struct Table: Sendable {
        var columns: [String] = []
        /// By column, as PostgreSQL writes them; empty on SQLite.
        var types: [String: String] = [:]
        /// Columns of the primary key, in its order.
        var key: [String] = []
        /// Tables that it refers to.
        var parents: Set<String> = []
        /// Whether it refuses to lose rows.
        var isKept = false
    }

    private(set) var tables: [String: Table] = [:]

    /// Columns that one store fills by itself and the other does not have.
    private static let ownColumns: Set<String> = ["history.writer_xid"]

    /// Reads the catalogue.
    init(_ tx: borrowing Transaction) throws {
        var places: [String: [(place: Int64, column: String)]] = [:]
        for row in try tx.rows(SchemaSQL.columns) {
            let (table, column) = (try row.text(0), try row.text(1))
            guard !Self.ownColumns.contains("\(table).\(column)") else { continue }
            tables[table, default: Table()].columns.append(column)
            tables[table]?.types[column] = try row.text(2)
            let place = try row.integer(3)
            if place > 0 { places[table, default: []].append((place, column)) }
        }
        for (table, parts) in places { tables[table]?.key = parts.sorted { $0.place < $1.place }.map(\.column) }
        for row in try tx.rows(SchemaSQL.references) where try row.text(0) != row.text(1) {
            tables[try row.text(0)]?.parents.insert(try row.text(1))
        }
        for row in try tx.rows(SchemaSQL.kept) { tables[try row.text(0)]?.isKept = true }
    }
}

private enum SchemaSQL {
    static let columns = Statement(
        "schema.columns",
        sqlite: """
            select m.name, c.name, '', c.pk from sqlite_schema m, pragma_table_info(m.name) c \
            where m.type = 'table' and m.name not like 'sqlite!_%' escape '!' \
            and m.name not in ('schema_migration', 'store_move') and m.name not like 'moving!_%' escape '!' \
            order by m.name, c.cid
            """,
        postgres: """
            select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), \
            coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) \
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped \
            left join pg_index i on i.indrelid = c.oid and i.indisprimary \
            where c.relnamespace = 'genkan'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition \
            and c.relname not in ('schema_migration', 'store_move') and c.relname not like 'moving!_%' escape '!' \
            order by c.relname, a.attnum
            """)
    static let references = Statement(
        "schema.references",
        sqlite: """
            select m.name, f."table" from sqlite_schema m, pragma_foreign_key_list(m.name) f where m.type = 'table'
            """,
        postgres: """
            select c.relname, r.relname from pg_constraint k join pg_class c on c.oid = k.conrelid \
            join pg_class r on r.oid = k.confrelid where k.contype = 'f' and c.relnamespace = 'genkan'::regnamespace
            """)
    static let kept = Statement(
        "schema.kept",
        sqlite: """
            select distinct tbl_name from sqlite_schema where type = 'trigger' \
            and name not like 'moving!_%' escape '!' and sql like '%before delete%'
            """,
        postgres: """
            select distinct c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid \
            where c.relnamespace = 'genkan'::regnamespace and not c.relispartition and not t.tgisinternal \
            and t.tgtype & 10 = 10 and t.tgname not like 'moving!_%' escape '!'
            """)
}
