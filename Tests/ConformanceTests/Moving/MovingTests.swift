import Logging
import Statecharts
import Storage
import Synchronization
import TestKit
import Testing

@testable import Engine

/// A living store goes to the other kind with all that is under way (R-34, `docs/decisions/0008`).
@Suite struct `R34 a store that moves` {
    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `there and back has every row of every table, to the byte`(store: TestStore) async throws {
        let world = try await TestWorld.underWay(store)
        let before = try await StoreContents(of: world.database)
        #expect(before.empty == [], "tables of which nothing is tried")
        let there = try await MovingPlace(from: world.database, in: world.folder)
        let report = try await there.move()
        #expect(try await before.difference(from: StoreContents(of: there.target)) == [])
        #expect(report.heads == 4)
        #expect(report.tables.map(\.name) == before.tables.keys.sorted())
        #expect(report.tables.map(\.count) == before.tables.sorted { $0.key < $1.key }.map { Int64($0.value.count) })
        let back = try await there.onwards()
        let second = try await back.move(owner: "another")
        #expect(try await before.difference(from: StoreContents(of: back.target)) == [])
        #expect(second.tables.map(\.digest) == report.tables.map(\.digest))
    }

    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `what was under way goes on, and nothing happens on the store that was left`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let asked = try await world.start("account-request", as: "taro", TestWorld.company, key: "k").instance
        let place = try await MovingPlace(from: world.database, in: world.folder)
        try await place.move()
        let left = try await StoreContents(of: world.database)
        world.time.advance(.days(8))
        // a server that still runs on it: due timers and mails that wait
        let refusal = try await world.refusal { _ = try await world.send("withdraw", to: asked.id, as: "taro") }
        #expect(refusal?.code == .storeUnavailable && refusal?.message.contains("has moved") == true)
        #expect(try await world.timerWorker.round() == 0)
        await #expect(throws: DatabaseError.self) { try await world.outboxWorker.round() }
        #expect(world.mailbox.all.isEmpty)
        #expect(try await left.difference(from: StoreContents(of: world.database)) == [])
        let log = CollectingLog()
        let health = HealthKeeper(
            database: world.database, time: world.time, logger: Logger(label: "test") { _ in log })
        await health.round()
        #expect(health.trouble == "the store has moved")
        #expect(log.lines.contains { $0.contains("this store has moved to") })
        let next = try await TestWorld(over: place.target, folder: world.folder, time: world.time, seed: 2)
        try await next.settle()
        try await next.expectSound()
        #expect(!next.mailbox.all.isEmpty)
        let again = try await next.start("account-request", as: "taro", TestWorld.company, key: "k")
        #expect(again.instance.id == asked.id, "the receipt went along")
        _ = try await next.send("withdraw", to: asked.id, as: "taro")
    }

    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `cut before or after any of its commits, it goes on and ends the same`(store: TestStore) async throws {
        let world = try await TestWorld.underWay(store)
        let before = try await StoreContents(of: world.database)
        let lost = DatabaseError(.connectionLost, message: "cut")
        var cuts = 0
        for side in ["source", "target"] {
            for fault in [WatchedDatabase.Fault.instead(lost), .after(lost)] {
                var number = 0
                var isCut = true
                while isCut {
                    // a fresh copy of the same store each time would be dearer than to move on and on between new ones
                    let place = try await MovingPlace(from: world.database, in: world.folder)
                    let watched = WatchedDatabase(side == "source" ? place.source : place.target)
                    watched.fail(Array(repeating: nil, count: number) + [fault])
                    isCut = try await isCutOff(
                        side == "source" ? place.with(source: watched) : place.with(target: watched))
                    if isCut {
                        cuts += 1
                        try await expectWhole(place, "\(side) \(number) \(fault)")
                    }
                    #expect(try await before.difference(from: StoreContents(of: place.target)) == [])
                    try await Self.forgetMove(in: place.source)
                    number += Torture.count(9, torture: 1)
                }
            }
        }
        print("R34: \(store): \(cuts) cuts")
        #expect(cuts > 8)
    }

    /// Whether the move was cut; then nobody may use the target, and the source only where it was not left yet.
    private func isCutOff(_ place: MovingPlace) async throws -> Bool {
        do {
            try await place.move(owner: "first")
            return false
        } catch is DatabaseError {
            return true
        }
    }

    private func expectWhole(_ place: MovingPlace, _ what: String) async throws {
        let records = [
            try await place.source.read { tx in try MoveRecord.read(in: tx) },
            try await place.target.read { tx in try MoveRecord.read(in: tx) },
        ]
        if records[1]?.hasEnded == true {
            #expect(records[0]?.hasEnded == true, "\(what): two stores would be served")
            return
        }
        if records[1] != nil {
            await #expect(throws: DatabaseError.self) {
                try await place.target.read { try MoveRecord.requireHome(in: $0) }
            }
        }
        try await place.move(owner: "second")
        let end = try await place.target.read { tx in try MoveRecord.read(in: tx) }
        #expect(end?.hasEnded == true, "\(what)")
    }

    /// Makes a store that was left a home again: for a test that wants to move the same rows once more.
    private static func forgetMove(in database: any Database) async throws {
        try await database.transaction { tx in
            tx.write(Statement("test.forget", "update store_move set ended_at = null"))
        }
        try await database.transaction { tx in tx.write(Statement("test.forget", "delete from store_move")) }
    }

    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `before the end no mail is begun, and one that is being sent is waited for`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Crowd.chart], facts: [Crowd.mood { _, _ in }])
        let id = try await world.start("crowd").instance.id
        _ = try await world.engine.send(Crowd.add(id))
        let claim = Statement(
            "test.claim",
            "update outbox set stage = 'sending', lease_owner = 'somebody', lease_until = $1, attempts = 1")
        let mark = Statement(
            "test.mark",
            "update outbox set stage = 'queued', lease_owner = null, lease_until = null where lease_owner = 'somebody'")
        let later = world.time.now.adding(.minutes(2))
        try await world.database.transaction { tx in tx.write(claim, .integer(later.microseconds)) }
        let place = try await MovingPlace(from: world.database, in: world.folder, lines: [.engineTables])
        let (waits, wait) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingOldest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { wait.finish() }
                try await place.move(time: world.time) { if case .waitsForSendings(1) = $0 { wait.yield() } }
            }
            for await _ in waits {
                _ = try await world.engine.send(Crowd.add(id))
                #expect(try await world.outboxWorker.round() == 0, "two mails are due, and neither is begun")
                try await world.database.transaction { tx in tx.write(mark) }
                break
            }
            try await group.waitForAll()
        }
        #expect(world.mailbox.all.isEmpty)
        let next = try await BareWorld(
            store, definitions: [Crowd.chart], facts: [Crowd.mood { _, _ in }], folder: world.folder,
            database: place.target, time: world.time, seed: 2)
        try await next.settle()
        #expect(try await next.count("select count(*) from sent") == 2)
        #expect(try await next.count("select revision from instance") == 3)
    }

    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `under load every acknowledged command is in the new store, and no mail goes twice`(
        store: TestStore
    ) async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let deeds = Deeds()
        let facts = [Crowd.mood { _, _ in }]
        let world = try await BareWorld(store, definitions: [Crowd.chart], facts: facts, deeds: deeds, seed: seed)
        var ids: [InstanceID] = []
        for _ in 0..<Torture.count(20, torture: 200) { ids.append(try await world.start("crowd").instance.id) }
        let place = try await MovingPlace(from: world.database, in: world.folder, lines: [.engineTables])
        let load = MovingLoad(world: world, ids: ids)
        let report = try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<4 { group.addTask { try await load.press(number) } }
            group.addTask { await load.deliver() }
            await load.waitForSome()
            let report = try await place.move()
            load.stop()
            try await group.waitForAll()
            return report
        }
        print(
            "R34: \(store), seed \(seed): \(load.done) acknowledged, \(load.refused) refused, \(report.changes) changes"
        )
        #expect(load.odd == [])
        #expect(load.done > 20 && load.refused > 0 && report.changes > 0, "too little load to mean anything")
        let next = try await BareWorld(
            store, definitions: [Crowd.chart], facts: facts, deeds: deeds, folder: world.folder,
            database: place.target, time: world.time, seed: seed + 1)
        try await next.settle()
        try await next.expectSound()
        for id in ids {
            let count = try await next.count("select revision from instance where id = $1", .text(id.text))
            #expect(Int(count) == 1 + load.done(id), "seed \(seed)")
        }
        let sent = (world.mailbox.all + next.mailbox.all).map(\.messageID)
        #expect(Set(sent).count == sent.count, "seed \(seed): sent twice")
        // a mail whose turn was over when it was claimed is not sent
        #expect(try await next.count("select count(*) from sent") == Int64(load.done), "seed \(seed)")
        #expect(try await next.count("select count(*) from sent where outcome = 'sent'") == Int64(sent.count))
        let heads =
            "select count(*) from instance i join history h on h.instance_id = i.id and h.revision = i.revision "
            + "where h.hash = i.head_hash"
        #expect(try await next.count(heads) == Int64(ids.count))
    }
}

/// People who press, and a worker who delivers, while their store moves.
private final class MovingLoad: Sendable {
    private struct State {
        var done: [InstanceID: Int] = [:]
        var refused = 0
        var odd: [String] = []
        var isOver = false
    }

    private let world: BareWorld
    private let ids: [InstanceID]
    private let state = Mutex(State())

    init(world: BareWorld, ids: [InstanceID]) { (self.world, self.ids) = (world, ids) }

    var done: Int { state.withLock { $0.done.values.reduce(0, +) } }
    var refused: Int { state.withLock(\.refused) }
    var odd: [String] { state.withLock(\.odd) }
    private var isOver: Bool { state.withLock(\.isOver) }

    func done(_ id: InstanceID) -> Int { state.withLock { $0.done[id] ?? 0 } }

    func stop() { state.withLock { $0.isOver = true } }

    func waitForSome() async { while done < 5 { await Task.yield() } }

    /// Presses until the move is over, and once more.
    func press(_ number: Int) async throws {
        var turn = number
        var isLast = false
        while !isLast {
            isLast = isOver
            let id = ids[turn % ids.count]
            turn += 3
            switch await Crowd.outcome(of: Crowd.add(id), world) {
            case .success: state.withLock { $0.done[id, default: 0] += 1 }
            case .failure(let error) where error.code == .storeUnavailable: state.withLock { $0.refused += 1 }
            case .failure(let error) where error.code == .overloaded: await Task.yield()
            case .failure(let error): state.withLock { $0.odd.append("\(error)") }
            }
        }
    }

    func deliver() async {
        while !isOver {
            // after the store was left it cannot claim
            _ = try? await world.outboxWorker.round()
            await Task.yield()
        }
    }
}
