import Statecharts
import Synchronization
import TestKit
import Testing

@testable import Engine
@testable import Storage

/// What leaves a group, and what is run again (`commit.md` 3 and 4).
@Suite struct `C15 to C25 what leaves a group` {
    private static let asker = "asker@one.example"

    /// Only a file can be told how large it may become.
    @Test func `C15 R22 the third of five finds the disk full, and the others are what they were told`() async throws {
        let crowd = try await Crowd(.sqlite, 5)
        let pages = try await pragma(crowd, "pragma page_count")
        _ = try await pragma(crowd, "pragma max_page_count = \(pages + 20)")
        var commands = crowd.ids.indices.map { crowd.add($0, key: "k\($0)") }
        commands[2].data = .object([("mode", "fine"), ("bulk", .string(String(repeating: "b", count: 60_000)))])
        let outcomes = await crowd.together(commands)
        #expect(crowd.groups.first?.size == 5)
        for (index, outcome) in outcomes.enumerated() {
            let stored = try await crowd.world.engine.instance(crowd.ids[index], as: .system).revision
            switch outcome {
            case .success(let answer): #expect(index != 2 && answer.instance.revision == 2 && stored == 2)
            case .failure(let error): #expect(index == 2 && error.code == .storeFull && stored == 1)
            }
        }
        #expect(outcomes.count { (try? $0.get()) != nil } == 4)
        #expect(try await crowd.world.count("select count(*) from receipt") == 4)
        _ = try await pragma(crowd, "pragma max_page_count = 1000000")
        #expect(try await crowd.world.engine.send(commands[2]).instance.revision == 2)
    }

    private func pragma(_ crowd: Crowd, _ sql: String) async throws -> Int64 {
        try await crowd.world.database.transaction { tx in
            try tx.rows(Statement("test.pragma", sql)).first?.integer(0) ?? 0
        }
    }

    @Test(arguments: TestStore.allCases)
    func `S8 commands that share a commit count for one another`(store: TestStore) async throws {
        let deeds = Deeds()
        deeds["unknown \(Self.asker)"] = true
        let crowd = try await Crowd(store, 6, deeds: deeds, quota: Quota(perHour: 2, perDay: 7))
        let outcomes = await crowd.together(crowd.ids.indices.map { crowd.add($0) })
        #expect(crowd.largest > 1)
        let refusals = outcomes.compactMap { outcome in
            if case .failure(let error) = outcome { error.code } else { nil }
        }
        #expect(refusals == Array(repeating: .tooManyMails, count: 4))
        #expect(try await crowd.world.count("select count(*) from outbox") == 2)
        #expect(try await crowd.world.count("select count(*) from instance where revision > 1") == 2)
    }

    /// The row moves between the lock and the write, as only a fault of ours could have it.
    @Test(arguments: TestStore.allCases)
    func `C16 a row that is not at its revision is in no table, and is run again singly`(store: TestStore) async throws
    {
        let isMoved = Mutex(false)
        let mood = Crowd.mood { mode, tx in
            let moves = isMoved.withLock { moved in
                defer { if mode != "fine" { moved = true } }
                return mode != "fine" && !moved
            }
            let move = Statement("test.move", "update instance set revision = revision + 5 where id = $1 returning id")
            if moves { _ = try tx.rows(move, .text(mode)) }
        }
        let crowd = try await Crowd(store, 6, moods: [mood])
        let outcomes = await crowd.together(
            crowd.ids.indices.map { crowd.add($0, mode: $0 == 3 ? crowd.ids[3].text : "fine", key: "k\($0)") })
        #expect(try outcomes.map { try $0.get().instance.revision } == Array(repeating: 2, count: 6))
        #expect(crowd.company(of: crowd.ids[3]) > 0, "the row had company")
        let calls = crowd.watched.calls.filter { $0.instances == [crowd.ids[3].text] }
        #expect(calls.count == 1, "the one was run again, once")
        for table in ["history where revision = 2", "outbox", "receipt", "timer where armed_revision = 2"] {
            #expect(try await crowd.world.count("select count(*) from \(table)") == 6, "\(table)")
        }
        #expect(try await crowd.world.count("select max(revision) from history") == 2)
    }

    /// A file has no round trips.
    @Test func `C17 C57 a lone command is two round trips, and waits for nothing else`() async throws {
        let trips = Mutex<[[String]]>([])
        let crowd = try await Crowd(.postgres, 1) { settings in
            settings.trace = { names in trips.withLock { $0.append(names) } }
        }
        for _ in 0..<20 { _ = try await crowd.world.engine.send(crowd.add(0)) }
        trips.withLock { $0 = [] }
        crowd.watched.forget()
        for _ in 0..<1_000 { _ = try await crowd.world.engine.send(crowd.add(0)) }
        let seen = trips.withLock { $0 }
        #expect(seen.count == 2_000)
        #expect(crowd.watched.calls.count == 1_000, "nothing was run again")
        for (number, names) in seen.enumerated() {
            #expect(number % 2 == 0 ? names.prefix(2) == ["begin", "instance.lockIfFree"] : names.last == "commit")
        }
        let all = Set(seen.flatMap { $0 })
        #expect(!all.contains { $0.contains("notify") } && all.contains("history.append"))
    }

    @Test(arguments: TestStore.allCases)
    func `C19 an old version's event that acts is done once, and the group is as it was`(
        store: TestStore
    ) async throws {
        let folder = try TemporaryFolder()
        let deeds = Deeds()
        let watched = WatchedDatabase(try await store.open(in: folder, lines: [.engineTables]))
        let old = try await BareWorld(
            store, definitions: [Charts.changing(version: 1)], actions: [WriteAction(deeds: deeds)], deeds: deeds,
            folder: folder, database: watched)
        var ids = [try await old.start("changing").instance.id]
        let new = try await BareWorld(
            store, definitions: [Charts.changing(version: 2)], actions: [WriteAction(deeds: deeds)], deeds: deeds,
            folder: folder, database: watched, seed: 2)
        for _ in 0..<5 { ids.append(try await new.start("changing").instance.id) }
        let crowd = Crowd(new, watched, ids: Array(ids.prefix(4)), busy: Array(ids.suffix(2)))
        let outcomes = await crowd.together(
            [1, 2, 0, 3].map { Command(.event(ids[$0], "go"), caller: BareWorld.person(Self.asker)) })
        #expect(try outcomes.map { try $0.get().instance.version } == [2, 2, 1, 2])
        #expect(try outcomes.map { try $0.get().instance.revision } == [2, 2, 2, 2])
        #expect(deeds.log == ["write w"])
        #expect(crowd.company(of: ids[0]) > 0, "it had company")
        let alone = watched.calls.filter { $0.size == nil }.map(\.instances)
        #expect(alone == (store == .postgres ? [[ids[0].text]] : []), "a file's group may act")
        #expect(try await new.count("select count(*) from security_event where code = 'test'") == 1)
    }

    /// Only there do two commands act at once; the planted order is the one that the documented one forbids.
    @Test(arguments: [true, false])
    func `C23 two that touch the same rows end, at once in order, with one more run against it`(
        isOrdered: Bool
    ) async throws {
        let deeds = Deeds()
        let world = try await BareWorld(
            .postgres, definitions: [Charts.meeting], actions: [TouchAction(deeds: deeds, isOrdered: isOrdered)],
            deeds: deeds)
        let table = Statement("test.table", "create table spot (name text primary key, n integer not null)")
        try await world.database.transaction { tx in
            tx.write(table)
            tx.write(Statement("test.fill", "insert into spot values ('x', 0), ('y', 0)"))
        }
        let ids = [try await world.start("meeting").instance.id, try await world.start("meeting").instance.id]
        let rounds = isOrdered ? 20 : 1
        for round in 1...rounds {
            async let forth = world.send("forth", to: ids[0])
            async let back = world.send("back", to: ids[1])
            #expect(try await forth.instance.revision == Int64(round + 1))
            #expect(try await back.instance.revision == Int64(round + 1))
        }
        #expect(deeds.log.count == (isOrdered ? 2 * rounds : 3), "\(deeds.log)")
        #expect(try await world.count("select min(n) from spot") == Int64(2 * rounds))
        #expect(try await world.count("select max(n) from spot") == Int64(2 * rounds))
    }

    @Test(arguments: TestStore.allCases)
    func `C25 a handled refusal before any write stays in its transaction`(store: TestStore) async throws {
        let folder = try TemporaryFolder()
        let deeds = Deeds()
        let watched = WatchedDatabase(try await store.open(in: folder, lines: [.engineTables]))
        let world = try await BareWorld(
            store, definitions: [Charts.acting], actions: [WriteAction(deeds: deeds), RefuseAction(deeds: deeds)],
            deeds: deeds, folder: folder, database: watched)
        deeds["taken"] = true
        let id = try await world.start("acting").instance.id
        watched.forget()
        #expect(try await world.send("alone", to: id).instance.state == "other")
        #expect(deeds.log == ["refuse"])
        // on PostgreSQL the group only finds out that it acts
        #expect(watched.calls.map(\.size) == (store == .postgres ? [1, nil] : [1]))
    }

    @Test(arguments: TestStore.allCases)
    func `C27 a run again has the ids of the first, and children exist once`(store: TestStore) async throws {
        let people = JSON.object([("people", .array(["a@one.example", "b@two.example"]))])
        var runs: [[InstanceID]] = []
        for faults in [0, 3] {
            let folder = try TemporaryFolder()
            let watched = WatchedDatabase(try await store.open(in: folder, lines: [.engineTables]))
            let world = try await BareWorld(
                store, definitions: [Charts.parent, Charts.child], folder: folder, database: watched, seed: 99)
            let id = try await world.start("parent", people).instance.id
            let error = DatabaseError(.busy, message: "planted", transactionEnded: true, sqlState: "40001")
            watched.fail(Array(repeating: .instead(error), count: faults))
            runs.append(try await world.send("invite", to: id).instance.started)
            #expect(try await world.count("select count(*) from instance") == 3)
        }
        #expect(runs[0] == runs[1] && runs[0].count == 2)
    }
}

/// Counts two rows up, in the order given, or by name as `docs/lock-order.md` would have it.
private struct TouchAction: DomainAction {
    struct Input: Decodable, Sendable {
        var first: String
        var second: String
    }

    let deeds: Deeds
    let isOrdered: Bool
    let name = "touch"
    let signature = ActionSignature(
        inputs: [
            Field(name: "first", type: .text(TextBounds(max: 60))),
            Field(name: "second", type: .text(TextBounds(max: 60))),
        ], refusals: ["never"])
    private let meeting = Meeting()

    init(deeds: Deeds, isOrdered: Bool) {
        self.deeds = deeds
        self.isOrdered = isOrdered
    }

    func perform(_ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment) throws -> Record {
        deeds.note("\(input.first) \(input.second)")
        // the server looks for a deadlock only after this long
        _ = try tx.rows(Statement("test.patience", "select set_config('deadlock_timeout', '20', true)"))
        let touch = Statement("test.touch", "update spot set n = n + 1 where name = $1 returning n")
        let names = [input.first, input.second]
        for (place, name) in (isOrdered ? names.sorted() : names).enumerated() {
            if place == 1, !isOrdered { meeting.arrive() }
            _ = try tx.rows(touch, .text(name))
        }
        return [:]
    }
}

/// The first waits for the second; nobody after them waits.
private final class Meeting: Sendable {
    private let gate = Gate()
    private let arrived = Mutex(0)

    func arrive() {
        let number = arrived.withLock { count in
            count += 1
            return count
        }
        if number == 1 { gate.wait(0) }
        if number == 2 { gate.open(0) }
    }
}
