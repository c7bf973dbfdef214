import Foundation
import Storage
import Synchronization

/// A copy of a store, in which things may end badly without anybody's harm.
struct Branch: Sendable {
    /// The copy.
    let database: any Database
    private let folder: TemporaryFolder?
    private let second: SecondDatabase?

    /// Copies a store at which nobody writes; absent where it is not the one of its world's folder.
    static func grow(from world: TestWorld, rows: StoreImage) async throws -> Branch? {
        if world.database.kind == .postgres {
            let second = try await SecondDatabase.take()
            do {
                try await second.fill(with: rows)
            } catch {
                second.leave()
                throw error
            }
            return Branch(database: second.database, folder: nil, second: second)
        }
        let files = FileManager.default
        guard files.fileExists(atPath: world.folder.file("genkan.sqlite")) else { return nil }
        let folder = try TemporaryFolder()
        for name in ["genkan.sqlite", "genkan.sqlite-wal"] where files.fileExists(atPath: world.folder.file(name)) {
            try files.copyItem(atPath: world.folder.file(name), toPath: folder.file(name))
        }
        let database = try await SQLiteDatabase.open(path: folder.file("genkan.sqlite"))
        return Branch(database: database, folder: folder, second: nil)
    }

    /// Lets the copy go.
    func end() async throws {
        if let second { return second.leave() }
        try await database.close()
    }
}

/// A database on the tests' server that takes the rows of others, one after the other.
private final class SecondDatabase: Sendable {
    private static let places = Places(2)
    private static let idle = Mutex<[SecondDatabase]>([])

    let database: any Database
    private let clearing: [Statement]
    private let filling: [String: Statement]

    /// One that nobody has.
    static func take() async throws -> SecondDatabase {
        await places.take()
        if let known = idle.withLock({ $0.popLast() }) { return known }
        do {
            return try await SecondDatabase()
        } catch {
            places.leave()
            throw error
        }
    }

    private init() async throws {
        let server = try PostgresServer.shared()
        let lines: [MigrationLine] = [.engineTables, .onboardingTables]
        let template = try await PostgresTemplates.shared.database(lines, on: server)
        database = try await PostgresDatabase.open(.patient(server.url(server.database(from: template))))
        let names = try await database.read { tx in try tx.rows(StoreImage.tableNames).map { try $0.text(0) } }
        clearing = names.map { Statement("test.clear", "delete from genkan.\"\($0)\"") }
        filling = Dictionary(
            uniqueKeysWithValues: names.map { name in
                let rows = "jsonb_populate_recordset(null::genkan.\"\(name)\", $1::text::jsonb)"
                return (name, Statement("test.fill", "insert into genkan.\"\(name)\" select * from \(rows)"))
            })
    }

    func leave() {
        Self.idle.withLock { $0.append(self) }
        Self.places.leave()
    }

    /// Takes all rows in the place of its own, without triggers and keys having a say.
    func fill(with image: StoreImage) async throws {
        try await database.transaction { tx in
            tx.write(Self.freely)
            for statement in clearing { tx.write(statement) }
            for (name, rows) in image.tables where !rows.isEmpty {
                if let statement = filling[name] { tx.write(statement, .text("[\(rows.joined(separator: ","))]")) }
            }
        }
    }

    private static let freely = Statement("test.freely", "set local session_replication_role = replica")
}
