import Engine
import Foundation
import Statecharts
import Storage
import TestKit

/// A whole store with waiting instances from PostgreSQL into a file, and from there into another database, compared and
/// ended: instances a second, and for how long nobody could have written.
enum MovingFigure {
    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        var rates: [StoreKind: [Double]] = [:]
        var pauses: [StoreKind: [Double]] = [:]
        for _ in 0..<bed.rounds {
            let folder = try TemporaryFolder()
            let store = try await bed.store()
            let file = try await SQLiteDatabase.open(path: folder.file("moved.sqlite"))
            let name = try bed.server.database()
            for (source, target) in [
                (store.database as any Database, file as any Database), (file, try await open(bed.server.url(name))),
            ] {
                let line = MigrationLine(name: "engine", assets: AssetTable.engine)
                _ = try await Migrator(lines: [line]).migrate(target, at: 0)
                let time = SystemTime()
                var pause = 0.0
                let taken = try await seconds {
                    let report = try await Mover(
                        from: Mover.Place(source, name: "source"), to: Mover.Place(target, name: "target"),
                        settings: .engine,
                        clock: MoveClock(
                            now: { time.now.microseconds },
                            pause: { await time.pause(Span(microseconds: Int64($0) * 1000)) }),
                        owner: "bench-\(target.kind)"
                    ).run()
                    guard report.heads == Int64(bed.instances) + 1 else { throw BenchFault("\(report.heads) heads") }
                    pause = (report.writePause ?? .zero) / .milliseconds(1)
                }
                rates[target.kind, default: []].append(Double(bed.instances) / taken)
                pauses[target.kind, default: []].append(pause)
                if target.kind == .postgres { try await target.close() }
            }
            try await file.close()
            try await store.close()
            try bed.server.drop(name)
        }
        return [(StoreKind.postgres, "SQLite to PostgreSQL"), (.sqlite, "PostgreSQL to SQLite")].flatMap { kind, way in
            [
                Figure(
                    name: "moving, \(way)", unit: "instances/s", samples: rates[kind] ?? [], goal: .atLeast(5000)),
                Figure(
                    name: "moving, \(way), nobody writes", unit: "ms", samples: pauses[kind] ?? [],
                    goal: .atMost(2000)),
            ]
        }
    }

    private static func open(_ url: String) async throws -> PostgresDatabase {
        var settings = PostgresSettings(url: try PostgresURL(url))
        settings.statementTimeout = .zero
        return try await PostgresDatabase.open(settings)
    }
}
