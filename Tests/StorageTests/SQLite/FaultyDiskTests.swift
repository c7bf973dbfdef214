import CFaultyDisk
import Storage
import TestKit
import Testing

/// A disk that fails at each call in turn, once or from then on (R-23): nothing that was answered is lost, and after an
/// error nobody goes on as if nothing had happened.
@Suite(.serialized) struct `R23 R22 a disk that fails` {
    /// What became of a story under a fault.
    private struct Outcome {
        var folder: TemporaryFolder
        /// What was answered as done.
        var acknowledged: [String] = []
        /// What was answered with an error that leaves it open.
        var unknown: Set<String> = []
        var errors: [DatabaseError] = []
        var calls = 0
    }

    private static let entries = ["one", "two", "three", "four"]

    /// Four commands one after the other, each once; the third is large, so that pages of its own are written.
    private func tell(_ fault: faulty_disk_fault, at number: Int, lasting: Bool) async throws -> Outcome {
        var outcome = Outcome(folder: try TemporaryFolder())
        let first = try await Ledger.open(in: outcome.folder)
        try await first.close()
        #expect(faulty_disk_install() == 0)
        faulty_disk_watch(outcome.folder.path, fault, number, lasting ? 1 : 0)
        defer { faulty_disk_forget() }
        let database: SQLiteDatabase
        do {
            database = try await SQLiteDatabase.open(path: outcome.folder.file("test.sqlite"))
        } catch let error as DatabaseError {
            outcome.errors.append(error)
            return outcome
        }
        for (index, name) in Self.entries.enumerated() {
            do {
                try await database.transaction { tx in
                    tx.write(Ledger.add, .integer(Int64(index)), .text(name), 0)
                    guard name == "three" else { return }
                    tx.write(Self.addNote, .integer(Int64(index)), .bytes([UInt8](repeating: 7, count: 40_000)))
                }
                outcome.acknowledged.append(name)
            } catch let error as DatabaseError {
                outcome.errors.append(error)
                if error.code == .commitUnknown { outcome.unknown.insert(name) }
            }
        }
        outcome.calls = faulty_disk_count()
        // a process that ends closes nothing; what closing does to a failing disk is as good as that
        try? await database.close()
        return outcome
    }

    /// What a next start finds.
    private func expectWhole(_ outcome: Outcome, _ place: String) async throws {
        let database = try await SQLiteDatabase.open(path: outcome.folder.file("test.sqlite"))
        let verdict = try await database.read { try $0.rows(sqlite("pragma integrity_check")).map { try $0.text(0) } }
        #expect(verdict == ["ok"], "\(place)")
        let names = try await Ledger.names(in: database)
        #expect(Set(names).isSuperset(of: outcome.acknowledged), "\(place)")
        #expect(Set(names).isSubset(of: outcome.unknown.union(outcome.acknowledged)), "\(place)")
        try await database.close()
    }

    @Test(arguments: [false, true])
    func `R23 each call of SQLite fails in turn: what was answered stays, and nothing is written behind it`(
        lasting: Bool
    ) async throws {
        var number = 0
        var stops = 0
        while true {
            number += 1
            let outcome = try await tell(faulty_disk_error, at: number, lasting: lasting)
            let place = "call \(number), lasting: \(lasting)"
            try await expectWhole(outcome, place)
            if let index = outcome.errors.firstIndex(where: { [.io, .commitUnknown].contains($0.code) }) {
                stops += 1
                #expect(outcome.errors[index...].dropFirst().allSatisfy { $0.code == .io }, "\(place)")
                #expect(outcome.errors.count + outcome.acknowledged.count <= Self.entries.count, "\(place)")
                let done = Self.entries.prefix(outcome.acknowledged.count)
                #expect(outcome.acknowledged == Array(done), "nothing is done behind the error: \(place)")
            }
            guard outcome.calls >= number || outcome.calls == 0 else { break }
        }
        #expect(number > 20 && stops > 10, "\(number) calls, \(stops) stops")
        print("R23: \(number - 1) calls failed\(lasting ? " for good" : ""), \(stops) ended the writing")
    }

    @Test func `R22 each write in turn finds no room: the command fails whole, and the next one is done`() async throws
    {
        var number = 0
        var full = 0
        while true {
            number += 1
            let outcome = try await tell(faulty_disk_full, at: number, lasting: false)
            try await expectWhole(outcome, "write \(number)")
            full += outcome.errors.count { $0.code == .full }
            #expect(outcome.errors.count <= 1 && outcome.unknown.isEmpty, "write \(number)")
            guard outcome.calls >= number || outcome.calls == 0 else { break }
        }
        #expect(number > 5 && full > 3, "\(number) writes, \(full) without room")
    }

    @Test func `R23 whoever serves hears of it at once, and reading goes on`() async throws {
        let folder = try TemporaryFolder()
        let made = try await Ledger.open(in: folder)
        try await made.transaction { $0.write(Ledger.add, 1, "before", 0) }
        try await made.close()
        #expect(faulty_disk_install() == 0)
        faulty_disk_watch(folder.path, faulty_disk_none, 0, 0)
        defer { faulty_disk_forget() }
        let database = try await SQLiteDatabase.open(path: folder.file("test.sqlite"))
        _ = try await Ledger.names(in: database)
        faulty_disk_watch(folder.path, faulty_disk_error, 1, 0)
        await #expect(throws: DatabaseError.self) {
            try await database.transaction { $0.write(Ledger.add, 2, "amid", 0) }
        }
        var heard = database.failures.makeAsyncIterator()
        #expect(await heard.next()?.code == .io)
        #expect(try await Ledger.names(in: database) == ["before"])
    }

    private static let addNote = Statement("note.add", "insert into note (entry_id, body) values ($1, $2)")
}
