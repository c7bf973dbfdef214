import Crypto

/// Brings a store's tables to what this program expects; forward only.
public struct Migrator: Sendable {
    /// A migration and the line it belongs to.
    public struct Step: Sendable, Hashable, CustomStringConvertible {
        /// The line's name.
        public let line: String
        /// The migration's name.
        public let migration: String

        /// `engine/0001_instances`.
        public var description: String { "\(line)/\(migration)" }
    }

    private let lines: [MigrationLine]
    private let ownsFile: Bool

    /// Makes a migrator of lines, in the order in which they depend on each other.
    ///
    /// A line may use the tables of those before it. Migrations of lines that are not named here are not looked at.
    /// - Parameter ownsFile: whether a file that holds tables, and none of these lines', is refused as another program's.
    public init(lines: [MigrationLine], ownsFile: Bool = false) {
        self.lines = lines
        self.ownsFile = ownsFile
    }

    /// What ``migrate(_:at:)`` would apply now, in order; changes nothing.
    ///
    /// - Throws: ``DatabaseError/Code/migrationChanged`` or ``DatabaseError/Code/migrationUnknown`` as ``migrate(_:at:)``.
    public func plan(_ database: any Database) async throws -> [Step] {
        let store = database.kind
        return try await database.read { transaction in
            let applied = try applied(in: transaction)
            try check(applied, store)
            return pending(applied).map(\.step)
        }
    }

    /// Applies what is missing, each migration in a transaction of its own, and returns what it applied, in order.
    ///
    /// Safe beside other processes that do the same: each transaction waits for theirs, then looks again at what is
    /// applied. A migration that fails leaves nothing; those before it stay.
    /// - Parameter now: recorded as the time of application; microseconds since 1970 UTC.
    /// - Throws: ``DatabaseError/Code/migrationChanged`` if an applied migration is not what this program knows by that
    ///   name, ``DatabaseError/Code/migrationUnknown`` if this program knows none by that name.
    public func migrate(_ database: any Database, at now: Int64) async throws -> [Step] {
        var done: [Step] = []
        while let step = try await applyNext(database, at: now) {
            done.append(step)
        }
        return done
    }

    private func applyNext(_ database: any Database, at now: Int64) async throws -> Step? {
        let store = database.kind
        return try await database.transaction { transaction in
            if store == .postgres { transaction.write(MigrationSQL.patience) }
            _ = try transaction.rows(MigrationSQL.wait)
            if store == .postgres { transaction.write(MigrationSQL.impatience) }
            let applied = try applied(in: transaction)
            try check(applied, store)
            guard let next = pending(applied).first else { return nil }
            if applied.isEmpty {
                if store == .postgres { transaction.write(MigrationSQL.schema) }
                transaction.write(MigrationSQL.create)
            }
            let script = try Self.script(of: next.migration, next.step, store)
            try transaction.run(script: script, name: next.step.description)
            transaction.write(
                MigrationSQL.record,
                .text(next.step.line),
                .text(next.step.migration),
                .text(Self.checksum(script)),
                .integer(now),
            )
            return next.step
        }
    }

    private func pending(_ applied: [Step: String]) -> [(step: Step, migration: Migration)] {
        steps.filter { applied[$0.step] == nil }
    }

    private var steps: [(step: Step, migration: Migration)] {
        lines.flatMap { line in
            line.migrations.map { (Step(line: line.name, migration: $0.name), $0) }
        }
    }

    private static func script(of migration: Migration, _ step: Step, _ store: StoreKind) throws -> String {
        guard let script = migration.script(for: store) else {
            throw DatabaseError(
                .migrationUnknown,
                statement: step.description,
                message: "this program has no text of this migration for \(store.rawValue); add the missing twin in SQL",
            )
        }
        return script
    }

    private func check(_ applied: [Step: String], _ store: StoreKind) throws {
        for line in lines {
            try check(line, names: applied.keys.filter { $0.line == line.name }.map(\.migration).sorted())
        }
        for (step, migration) in steps {
            let script = try Self.script(of: migration, step, store)
            guard let checksum = applied[step], checksum != Self.checksum(script) else { continue }
            throw DatabaseError(
                .migrationChanged,
                statement: step.description,
                message: "this migration was applied with another text than this program has; "
                    + "restore the migration's file as it was released, and put the change into a new migration",
            )
        }
    }

    private func check(_ line: MigrationLine, names: [String]) throws {
        let known = line.migrations.map(\.name)
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw DatabaseError(
                .migrationUnknown,
                statement: "\(line.name)/\(unknown)",
                message: "the database has a migration that this program does not know, so a newer version made it; "
                    + "start that version again, or restore the backup made before the upgrade",
            )
        }
        // applied ones must be the first of the line: a later one may rest on what the missing one would have made
        if let skipped = zip(known, names).first(where: { $0.0 != $0.1 }) {
            throw DatabaseError(
                .migrationChanged,
                statement: "\(line.name)/\(skipped.0)",
                message: "this migration is not applied but \(skipped.1), which comes after it, is; "
                    + "give the new migration a name that sorts after the applied ones",
            )
        }
    }

    private func applied(in transaction: borrowing Transaction) throws -> [Step: String] {
        guard try !transaction.rows(MigrationSQL.isThere).isEmpty else {
            if ownsFile { try Self.refuseForeign(in: transaction) }
            return [:]
        }
        let rows = try transaction.rows(MigrationSQL.all)
        return try Dictionary(
            rows.map { row in
                (Step(line: try row.text("line"), migration: try row.text("name")), try row.text("checksum"))
            },
            uniquingKeysWith: { first, _ in first },
        )
    }

    /// A file that holds something else is another program's, whatever its owner typed.
    private static func refuseForeign(in transaction: borrowing Transaction) throws {
        let tables = try transaction.rows(MigrationSQL.foreign).map { try $0.text(0) }
        guard !tables.isEmpty else { return }
        throw DatabaseError(
            .migrationUnknown,
            message: "the database holds tables of another program (\(tables.joined(separator: ", "))); "
                + "name a file of its own for Genkan",
        )
    }

    private static func checksum(_ script: String) -> String {
        let hexadecimal = Array("0123456789abcdef".utf8)
        let bytes = SHA256.hash(data: Array(script.utf8)).flatMap {
            [hexadecimal[Int($0 >> 4)], hexadecimal[Int($0 & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

private enum MigrationSQL {
    /// A file has one writer; a server has as many as there are processes that start at once.
    static let wait = Statement(
        "migration.wait",
        sqlite: "select 1",
        postgres: "select 1 from pg_advisory_xact_lock(113685341888877)",
    )
    /// However long the others take, and however long a script does; until the transaction ends.
    static let patience = Statement(
        "migration.patience",
        sqlite: "select 1",
        postgres: "select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)",
    )
    /// A script that waits for a table makes everybody else wait behind it.
    static let impatience = Statement(
        "migration.impatience",
        sqlite: "select 1",
        postgres: "select set_config('lock_timeout', '10s', true)",
    )
    /// Not `create schema if not exists`: that asks for the right to make one also when it is there.
    static let schema = Statement(
        "migration.schema",
        sqlite: "select 1",
        postgres: "do $$ begin if to_regnamespace('genkan') is null then create schema genkan; end if; end $$",
    )
    static let isThere = Statement(
        "migration.is-there",
        sqlite: "select 1 from sqlite_schema where type = 'table' and name = 'schema_migration'",
        postgres: "select 1 where to_regclass('schema_migration') is not null",
    )
    /// A database on a server may be others' too: there the schema is ours.
    static let foreign = Statement(
        "migration.foreign",
        sqlite:
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name limit 5",
        postgres: "select '' where false",
    )
    static let create = Statement(
        "migration.create",
        sqlite: """
            create table if not exists schema_migration (
                line text not null,
                name text not null,
                checksum text not null,
                applied_at integer not null,
                primary key (line, name)
            ) strict
            """,
        postgres: """
            create table if not exists schema_migration (
                line text not null,
                name text not null,
                checksum text not null,
                applied_at bigint not null,
                primary key (line, name)
            )
            """,
    )
    static let all = Statement("migration.all", "select line, name, checksum from schema_migration")
    static let record = Statement(
        "migration.record",
        "insert into schema_migration (line, name, checksum, applied_at) values ($1, $2, $3, $4)",
    )
}
