import Storage
import TestKit
import Testing

/// The real server on a disk that takes no more of a file: a limit of the system's own, which needs no rights (R-23).
@Suite struct `R23 R22 a file that may not grow` {
    /// 1.5 MB: more than the store has at first, and less than its log comes to.
    private static let blocks = 3000
    /// Many times what fits.
    private static let requestsMost = 20_000

    @Test func `R23 the server ends with the disk's words, and what it answered as done is there`() async throws {
        let folder = try TemporaryFolder()
        let victim = try await ServerVictim(folder: folder)
        let ledger = Ledger()
        let (code, talk) = try await blocking { try Self.serve(victim, ledger) }
        #expect(code == 1)
        #expect(talk.contains("Error: the disk failed, and nothing is written until the program has started again"))
        #expect(talk.contains("start 'genkan serve' again"))
        #expect(ledger.refused.isEmpty && ledger.acknowledged.count > 10)

        // the next start, on a disk that is mended
        try await blocking {
            _ = try RunningServer(database: folder.file("genkan.sqlite"), Self.options(victim)).terminate()
        }
        let database = try await SQLiteDatabase.open(path: folder.file("genkan.sqlite"))
        let verdict = try await database.read { tx in
            try tx.rows(Statement("test.integrity", "pragma integrity_check")).map { try $0.text(0) }
        }
        #expect(verdict == ["ok"])
        let stored = try await StoredKeys.count(in: database)
        for entry in ledger.acknowledged { #expect(stored[entry.key] == 1, "\(entry.key)") }
        for entry in ledger.pending { #expect(stored[entry.key, default: 0] <= 1, "\(entry.key)") }
    }

    private static func options(_ victim: ServerVictim) -> [String] {
        ["--workflows", victim.folder.file("workflows")]
    }

    /// Sends until nobody answers; the server's exit code and last words.
    private static func serve(_ victim: ServerVictim, _ ledger: Ledger) throws -> (Int32, String) {
        let url = "sqlite:\(victim.folder.file("genkan.sqlite"))"
        let server = try RunningServer(url: url, options(victim), filesUpTo: blocks)
        let sender = HTTPSender(connection: try server.connect(), token: victim.token)
        for number in 0..<requestsMost {
            let entry = ledger.begin(number)
            guard let outcome = try? sender.send(entry) else { break }
            ledger.note(outcome, of: entry)
        }
        let talk = server.child.readAll().talk
        return (server.child.wait(), talk)
    }
}
