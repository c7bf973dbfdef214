import Engine
import Foundation
import Storage
import TestKit
import Testing

/// A process that lives refuses what it can do.
private struct Refused: Error { var outcome: String }

/// A real process that is killed behind each statement of what it does, and started again (R-3, C-71).
@Suite struct `R3 C71 SIGKILL at every boundary` {
    /// More than any command has statements.
    private static let statementsMost = 500

    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `R3 a start and a press are there whole and once, wherever the process was killed`(
        store: TestStore
    ) async throws {
        let folder = try TemporaryFolder()
        let place = store == .postgres ? try PostgresPlace() : nil
        try await place?.migrate()
        let (keys, kills) = try await blocking { try Self.tell(folder, place?.url) }
        let database = try await Self.open(folder, place?.url)
        let seals = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        try await expectSound(database, keys: seals, now: SystemTime().now)
        let stored = try await StoredKeys.count(in: database)
        #expect(stored == Dictionary(uniqueKeysWithValues: keys.map { ($0, 1) }))
        #expect(kills > 20)
        print("R3 \(store): SIGKILL at \(kills) boundaries of a start and a press")
    }

    private static func open(_ folder: TemporaryFolder, _ url: String?) async throws -> any Database {
        if let url { return try await PostgresDatabase.open(.patient(url)) }
        return try await SQLiteDatabase.open(path: folder.file("genkan.sqlite"))
    }

    /// Each command is sent to a process that is killed one statement later than the one before, until one answers.
    private static func tell(_ folder: TemporaryFolder, _ url: String?) throws -> (keys: [String], kills: Int) {
        var instance: String?
        var kills = 0
        let keys = ["start", "press"]
        for key in keys {
            let entry = Ledger.Entry(key: key, instance: instance)
            for number in 1...statementsMost {
                let probe = try ProbeVictim(folder: folder, order: .commitFirst, url: url, number: number).start()
                defer { probe.end() }
                guard let outcome = try? probe.connect().send(entry) else {
                    kills += 1
                    continue
                }
                guard case .acknowledged(let id) = outcome else { throw Refused(outcome: "\(outcome)") }
                instance = id
                break
            }
        }
        return (keys, kills)
    }
}
