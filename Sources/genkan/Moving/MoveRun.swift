import Engine
import Foundation
import Statecharts
import Storage

/// `genkan migrate --to`: opens both stores, moves, and says what there is to do next.
struct MoveRun {
    private static let anyTable = Statement(
        "genkan.any-table", sqlite: "select 1 from sqlite_schema where name not like 'sqlite!_%' escape '!' limit 1",
        postgres: "select 1 where to_regclass('genkan.instance') is not null")
    private static let anyDefinition = Statement("genkan.any-definition", "select 1 from definition limit 1")

    let source: Configuration
    let target: Configuration

    func run(_ format: OutputFormat) async throws {
        do {
            let keys = MoveKeys(source: source.keysPath, target: target.keysPath)
            let database = try await StoreLines.open(Self.patient(source), mayMake: false)
            let report = try await Self.closing(database) {
                try await StoreLines.requireMigrated(database)
                try await requireStaying(database)
                try await keys.check(database)
                try await prepare()
                let other = try await StoreLines.open(Self.patient(target), mayMake: true)
                return try await Self.closing(other) { try await move(database, into: other) }
            }
            let hasCopied = try keys.copy()
            tell(report, format, keysWereCopied: hasCopied)
        } catch {
            throw Failure(error)
        }
    }

    /// A store that went elsewhere is refused before anything is made.
    private func requireStaying(_ database: any Database) async throws {
        let record = try await database.read { tx in try MoveRecord.read(in: tx) }
        guard let record, record.way == .here || record.place != Self.place(target.database) else { return }
        try await StoreLines.requireHome(database)
    }

    private func move(_ database: any Database, into other: any Database) async throws -> MoveReport {
        let time = SystemTime()
        let line = MoveLine()
        defer { line.end() }
        return try await Mover(
            from: Mover.Place(database, name: Self.place(source.database)),
            to: Mover.Place(other, name: Self.place(target.database)), settings: .engine,
            clock: MoveClock(
                now: { time.now.microseconds },
                pause: { await time.pause(Span(microseconds: Int64($0) * 1000)) }),
            owner: Hex.encode(secureBytes(16)), progress: line.show
        ).run()
    }

    /// Makes the tables in a store that has none, and refuses one that somebody else uses.
    private func prepare() async throws {
        let database = try await StoreLines.open(Self.patient(target), mayMake: true)
        let pending = try await Self.closing(database) {
            let pending = try await StoreLines.migrator.plan(database).count
            let isNew = pending == StoreLines.migrationCount
            let isUsed = try await database.read { tx in
                guard try !tx.rows(Self.anyTable).isEmpty else { return false }
                return try isNew || !tx.rows(Self.anyDefinition).isEmpty
            }
            guard pending == 0 || !isUsed else {
                throw Failure(
                    "Error: the database \(Self.place(target.database)) holds something; name an empty one, nothing was "
                        + "changed")
            }
            return pending
        }
        if pending > 0 { _ = try await StoreLines.migrate(target, time: SystemTime()) }
    }

    private func tell(_ report: MoveReport, _ format: OutputFormat, keysWereCopied: Bool) {
        switch format {
        case .json: Output.data(report.json)
        case .text:
            var columns = Columns(["table", "rows", "digest of the comparison"])
            for table in report.tables { columns.add([table.name, "\(table.count)", table.digest]) }
            Output.data(columns.text)
            let pause = report.writePause.map { "; nobody could write for \($0.milliseconds) ms" } ?? ""
            Output.data(
                "\(report.heads) heads agree; \(report.changes) rows changed meanwhile and were copied again\(pause)")
        }
        let place = Self.place(target.database)
        let copied = keysWereCopied ? "; the key file was copied to \(target.keysPath)" : ""
        Output.talk(
            """
            Moved to \(place)\(copied).
            Next: stop the servers that still run on the old database (they answer 503 and send nothing), see that every
            host has the key file, named by GENKAN_SEAL_KEYS where it is not at its default place, and start
            'genkan serve' on the new database. Keep the old database until you have a backup of the new one.
            """)
    }

    /// A file by its whole path, because the other store remembers it.
    private static func place(_ url: DatabaseURL) -> String {
        switch url {
        case .sqlite(let path): "sqlite:\(URL(fileURLWithPath: path).standardizedFileURL.path)"
        case .postgres: url.place
        }
    }

    private static func patient(_ configuration: Configuration) -> Configuration {
        var patient = configuration
        patient.statementTimeout = .zero
        patient.lockTimeout = .seconds(10)
        patient.idleTimeout = .seconds(3600)
        return patient
    }

    private static func closing<T>(_ database: any Database, _ body: () async throws -> T) async throws -> T {
        do {
            let value = try await body()
            try await database.close()
            return value
        } catch {
            try? await database.close()
            throw error
        }
    }
}

extension MoveReport {
    fileprivate var json: JSON {
        .object([
            ("changes", .integer(Int64(changes))), ("heads", .integer(heads)),
            (
                "tables",
                .array(
                    tables.map {
                        .object([
                            ("digest", .string($0.digest)), ("name", .string($0.name)), ("rows", .integer($0.count)),
                        ])
                    })
            ),
            ("writePauseMilliseconds", writePause.map { .integer($0.milliseconds) } ?? .null),
        ])
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
