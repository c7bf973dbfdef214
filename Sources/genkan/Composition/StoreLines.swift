import Engine
import Foundation
import Logging
import Statecharts
import Storage

/// The tables of this program, and whether a store has them.
enum StoreLines {
    static let anyKey = Statement("genkan.any-key", "select id from seal_key limit 1")

    private static let lines = [
        MigrationLine(name: "engine", assets: AssetTable.engine),
        MigrationLine(name: "onboarding", assets: AssetTable.onboarding),
    ]

    static let migrator = Migrator(lines: lines, ownsFile: true)

    /// How many migrations a store without any lacks.
    static let migrationCount = lines.reduce(0) { $0 + $1.migrations.count }

    /// Opens the store; a command that only visits makes none, and looks at damaged ones too.
    static func open(_ configuration: Configuration, mayMake: Bool) async throws -> any Database {
        switch configuration.database {
        case .sqlite(let path):
            if !mayMake { try requireFile(path) }
            return try await SQLiteDatabase.open(path: path, isCheckedAfterUncleanEnd: mayMake)
        case .postgres(let url):
            var settings = PostgresSettings(url: url)
            settings.connections = configuration.connections
            settings.statementTimeout = configuration.statementTimeout
            settings.lockTimeout = configuration.lockTimeout
            settings.idleTimeout = configuration.idleTimeout
            return try await PostgresDatabase.open(settings)
        }
    }

    /// The time that all processes over a server share; absent for a file, where the host's counts.
    static func time(_ configuration: Configuration) -> ServerTime? {
        if case .postgres = configuration.database { ServerTime() } else { nil }
    }

    /// What wakes the workers of other processes, on a server.
    static func listener(_ configuration: Configuration) throws -> PostgresListener? {
        guard case .postgres(let url) = configuration.database else { return nil }
        return try PostgresListener(PostgresSettings(url: url), channel: "genkan")
    }

    private static func requireFile(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                "Error: there is no database at \(path); name one with --database sqlite:PATH, or start 'genkan serve'")
        }
    }

    /// Applies what is missing, with the time that it takes, and makes the months that the first command needs.
    static func migrate(_ configuration: Configuration, time: any TimeSource) async throws -> [Migrator.Step] {
        var patient = configuration
        patient.statementTimeout = .zero
        patient.lockTimeout = .seconds(60)
        let database = try await open(patient, mayMake: true)
        do {
            try await requireHome(database)
            let steps = try await migrator.migrate(database, at: time.now.microseconds)
            var logger = Logger(label: "genkan")
            logger.logLevel = .warning
            try await MonthKeeper(database: database, time: time, logger: logger).round()
            try await database.close()
            return steps
        } catch {
            try await database.close()
            throw error
        }
    }

    /// Nobody works on a store that has moved, or is not wholly there yet.
    static func requireHome(_ database: any Database) async throws {
        try await database.read { tx in try MoveRecord.requireHome(in: tx) }
    }

    /// A file is the server's own; a database on a server may be others' too, so its owner decides when it changes.
    static func requireMigrated(_ database: any Database) async throws {
        let missing = try await migrator.plan(database)
        guard missing.isEmpty else {
            let names = missing.map(\.description).joined(separator: ", ")
            let how =
                switch database.kind {
                case .sqlite: "'genkan migrate'"
                case .postgres: "'genkan migrate --database postgresql://…' as the role that owns the tables"
                }
            throw Failure("Error: the database lacks migrations (\(names)); run \(how) first")
        }
    }
}
