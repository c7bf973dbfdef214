import Foundation
import Statecharts
import Storage
import TestKit
import Testing

@testable import Engine

/// What waits in the outbox opens for its own row and by its own key only, and keys may change while it works
/// (`commit.md` 10).
@Suite struct `C54 seals` {
    private static let form = JSON.object([("approver", "b@two.example"), ("note", "please look")])

    private static func line(_ id: Int, _ byte: UInt8) -> String {
        "\(id) \(Data(repeating: byte, count: 32).base64EncodedString())\n"
    }

    private static func keys(_ ids: [Int]) throws -> SealKeys {
        let index = "index \(Data(repeating: 7, count: 32).base64EncodedString())\n"
        return try SealKeys(parsing: ids.map { line($0, UInt8($0)) }.joined() + index)
    }

    private func world(_ store: TestStore, keys ids: [Int] = [1], over other: BareWorld? = nil, seed: UInt64 = 1)
        async throws -> BareWorld
    {
        try await BareWorld(
            store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())], folder: other?.folder,
            database: other?.database, keys: try Self.keys(ids), seed: seed)
    }

    private func write(_ sql: String, _ values: SQLValue..., in world: BareWorld) async throws {
        try await world.database.transaction { tx in tx.write(Statement("test.write", sql), values) }
    }

    private func dead(_ world: BareWorld) async throws -> [DeadLetter] {
        try await Outbox.dead(limit: 100, in: world.database)
    }

    @Test(arguments: TestStore.allCases)
    func `bytes swapped between two rows open neither, and their neighbour is sent`(store: TestStore) async throws {
        let world = try await world(store)
        for _ in 0..<3 { _ = try await world.start("approval", Self.form) }
        let rows = try await world.rows("select id, sealed from outbox order by id")
        for (row, other) in [(0, 1), (1, 0)] {
            try await write(
                "update outbox set sealed = $2 where id = $1", .text(rows[row].text(0)),
                .bytes(rows[other].bytes(1)), in: world)
        }
        try await world.settle()
        let letters = try await dead(world)
        #expect(try letters.map(\.id).sorted() == [rows[0].text(0), rows[1].text(0)])
        #expect(letters.allSatisfy { $0.reason.contains("not sealed for this message") }, "\(letters)")
        #expect(try world.mailbox.all.map(\.id) == [rows[2].text(0)])
        #expect(try await world.count("select count(*) from sent") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `a bit flipped in nonce, text, tag, address or id of the key lets nothing out`(store: TestStore) async throws {
        let world = try await world(store, keys: [1, 2])
        for _ in 0..<6 { _ = try await world.start("approval", Self.form) }
        let rows = try await world.rows("select id, sealed from outbox order by id")
        for (index, row) in rows.prefix(4).enumerated() {
            var bytes = try row.bytes(1)
            bytes[[0, 12, bytes.count / 2, bytes.count - 1][index]] ^= 1
            try await write(
                "update outbox set sealed = $2 where id = $1", .text(row.text(0)), .bytes(bytes), in: world)
        }
        try await write(
            "update outbox set target = 'mallory@evil.example' where id = $1", .text(rows[4].text(0)), in: world)
        try await write("update outbox set key_id = 2 where id = $1", .text(rows[5].text(0)), in: world)
        try await world.settle()
        #expect(try await dead(world).count == 6)
        #expect(world.mailbox.all.isEmpty)
    }

    @Test(arguments: TestStore.allCases)
    func `what a removed key sealed is dead by name, and leaves when the line is back`(store: TestStore) async throws {
        let old = try await world(store)
        _ = try await old.start("approval", Self.form)
        let without = try await world(store, keys: [2], over: old, seed: 2)
        try await without.settle()
        let letter = try #require(try await dead(without).first)
        #expect(letter.reason == "key missing")
        #expect(without.mailbox.all.isEmpty)
        let now = old.time.now
        let lacking = Outbox(keys: try Self.keys([2]), host: "genkan.example", random: SeededRandom(seed: 3).bytes)
        #expect(try await lacking.resend(letter.id, reason: "try", now: now, in: old.database) == .keyMissing)
        let back = try await world(store, keys: [2, 1], over: old, seed: 3)
        let outbox = Outbox(keys: try Self.keys([2, 1]), host: "genkan.example", random: SeededRandom(seed: 4).bytes)
        #expect(try await outbox.resend(letter.id, reason: "it is back", now: now, in: old.database) == .queued)
        try await back.settle()
        #expect(back.mailbox.all.map(\.id) == [letter.id])
        #expect(try await dead(back).isEmpty)
    }

    @Test(arguments: TestStore.allCases)
    func `keys that the store was not written with are refused, one by one`(store: TestStore) async throws {
        let world = try await world(store)
        let now = world.time.now
        func verify(_ text: String) async throws {
            let keys = try SealKeys(parsing: text)
            try await world.database.transaction { tx in try keys.verify(in: tx, now: now) }
        }
        let index = "index \(Data(repeating: 7, count: 32).base64EncodedString())\n"
        try await verify(Self.line(1, 1) + index)
        try await verify(Self.line(1, 1) + Self.line(2, 2) + index)
        try await verify(Self.line(2, 2) + index)
        let otherIndex = "index \(Data(repeating: 8, count: 32).base64EncodedString())\n"
        for other in [
            Self.line(1, 9) + index, Self.line(2, 2) + Self.line(1, 9) + index,
            Self.line(3, 3) + Self.line(2, 1) + index,
            Self.line(1, 1) + otherIndex,
        ] {
            await #expect(throws: SealKeys.Invalid.self, "\(other)") { try await verify(other) }
        }
        // a refused file leaves nothing behind
        #expect(try await world.count("select count(*) from seal_key") == 3)
        for wrong in [Self.line(0, 1), Self.line(-1, 1), Self.line(1, 1) + Self.line(1, 2)] {
            #expect(throws: SealKeys.Invalid.self) { try SealKeys(parsing: wrong + index) }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `with senders and workers at work a new first key takes over, and every mail is sent once`(
        store: TestStore
    ) async throws {
        // appended everywhere, then first everywhere
        let old = try await world(store, keys: [1, 2])
        let new = try await world(store, keys: [2, 1], over: old, seed: 2)
        let count = Torture.count(40, torture: 400)
        try await withThrowingTaskGroup { group in
            for sender in [old, new, old, new] {
                group.addTask {
                    for _ in 0..<count { _ = try await sender.start("approval", Self.form) }
                }
            }
            for worker in [old, new] {
                group.addTask {
                    while try await old.count("select count(*) from instance") < Int64(4 * count) {
                        _ = try await worker.outboxWorker.round()
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        let waiting = try await StoreHealth.read(old.database, now: old.time.now).keysInUse
        print("waiting at the end of the load: \(waiting)")
        _ = try await old.start("approval", Self.form)
        _ = try await new.start("approval", Self.form)
        let ids = try await old.rows("select distinct key_id from outbox order by key_id")
        #expect(try ids.map { try $0.integer(0) } == [1, 2])
        try await new.settle()
        let delivered = old.mailbox.all + new.mailbox.all
        #expect(delivered.count == 4 * count + 2 && Set(delivered.map(\.id)).count == delivered.count)
        #expect(try await dead(old).isEmpty)
        // nothing waits by the old key: its line may go
        #expect(try await StoreHealth.read(old.database, now: old.time.now).keysInUse.isEmpty)
        let last = try await world(store, keys: [2], over: old, seed: 3)
        _ = try await new.start("approval", Self.form)
        try await last.settle()
        #expect(last.mailbox.all.count == 1)
    }
}
