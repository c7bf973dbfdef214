public import Storage

/// All rows of a store, table by table, as texts that can be compared whatever their order.
public struct StoreImage: Sendable, Equatable {
    /// What tells nothing of what happened: how often a mail was tried and by whom, and which transaction wrote a row.
    static let incidental: Set<String> = [
        "outbox.attempts", "outbox.lease_owner", "outbox.last_reply", "sent.attempts", "history.writer_xid",
        "definition.source",
    ]

    /// The rows of each table, as the store tells them.
    public internal(set) var tables: [String: [String]]

    /// Reads all tables but the list of migrations, in one snapshot, without what is incidental.
    public init(of database: any Database) async throws {
        try await self.init(of: database, without: Self.incidental)
    }

    /// Reads all tables but the list of migrations, in one snapshot.
    /// - Parameter incidental: `table.column` that are left out.
    init(of database: any Database, without incidental: Set<String>) async throws {
        let kind = database.kind
        tables = try await database.read { tx in
            let names = try tx.rows(Self.tableNames).map { try $0.text(0) }
            var tables: [String: [String]] = [:]
            var questions: [String] = []
            for name in names {
                tables[name] = []
                questions.append(try Self.question(name, incidental, kind, in: tx))
            }
            let all = questions.joined(separator: " union all ")
            for row in try tx.rows(Statement("test.image", all)) {
                tables[try row.text(0), default: []].append(try row.text(1))
            }
            return tables
        }
    }

    /// The rows without what is made by chance: what `before` does not know and looks like an id, a hash or a secret is
    /// the same for all; each as `table|row`, sorted.
    public func lines(knowing before: StoreImage) -> [String] {
        var known: Set<Substring> = []
        for (_, rows) in before.tables {
            for row in rows { Self.words(in: row) { known.insert($0) } }
        }
        return tables.flatMap { table, rows in
            let masked = rows.map { "\(table)|\(Self.masked($0, known))" }
            // who asks again for what is refused stands in the log again
            return table == "security_event" ? Array(Set(masked)) : masked
        }.sorted()
    }

    static let tableNames = Statement(
        "test.tables",
        sqlite: """
            select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' \
            and name <> 'schema_migration' order by name
            """,
        postgres: """
            select relname from pg_class where relnamespace = 'genkan'::regnamespace and relkind in ('r', 'p') \
            and not relispartition and relname <> 'schema_migration' order by relname
            """)

    /// A query for the table's name and each row.
    private static func question(
        _ table: String, _ incidental: Set<String>, _ kind: StoreKind, in tx: borrowing Transaction
    ) throws -> String {
        let without = incidental.filter { $0.hasPrefix("\(table).") }.map { String($0.dropFirst(table.utf8.count + 1)) }
        switch kind {
        case .postgres:
            let rest = without.sorted().map { " - '\($0)'" }.joined()
            return "select '\(table)', (to_jsonb(t)\(rest))::text from genkan.\"\(table)\" t"
        case .sqlite:
            let columns = try tx.rows(Statement("test.columns", "select name from pragma_table_info('\(table)')"))
                .map { try $0.text(0) }.filter { !without.contains($0) }
            let values = columns.map { "quote(\"\($0)\")" }.joined(separator: " || ',' || ")
            return "select '\(table)', \(values) from \"\(table)\""
        }
    }

    /// Runs of letters, digits, `-` and `_` that are long enough for an id, a hash or a secret.
    private static func words(in row: String, _ found: (Substring) -> Void) {
        var rest = Substring(row).utf8
        while let start = rest.firstIndex(where: isOfWord) {
            let word = rest[start...].prefix(while: isOfWord)
            if word.count >= shortest { found(Substring(word)) }
            rest = rest[word.endIndex...]
        }
    }

    private static func masked(_ row: String, _ known: Set<Substring>) -> String {
        var text = ""
        var rest = Substring(row).utf8
        while let start = rest.firstIndex(where: isOfWord) {
            text += Substring(rest[..<start])
            let word = rest[start...].prefix(while: isOfWord)
            rest = rest[word.endIndex...]
            // identifiers of limited accounts are drawn, and with them the key of what looks like them
            let isDrawn = rest.starts(with: ".smb".utf8) || rest.starts(with: ".srnb".utf8)
            let isChance = isDrawn || (word.count >= shortest && !known.contains(Substring(word)))
            text += isChance ? "#" : Substring(word)
        }
        return text + Substring(rest)
    }

    private static let shortest = 20

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
