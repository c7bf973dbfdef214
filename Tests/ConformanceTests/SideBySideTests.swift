import Statecharts
import Storage
import Synchronization
import TestKit
import Testing

@testable import Engine

/// Many at once on one store, in one process and in two (`commit.md` 2, 3, 4, 9).
@Suite struct `C10 to C47 side by side` {
    private static let asker = "asker@one.example"

    /// Two engines over one store, each with connections of its own.
    private func two(
        _ store: TestStore, _ definitions: [String], moods: [Fact] = [Crowd.mood(Deeds())],
        times: (ManualTime, ManualTime)? = nil
    ) async throws -> (BareWorld, BareWorld) {
        let folder = try TemporaryFolder()
        let time = ManualTime()
        let facts = moods + [Facts.flag(Deeds())]
        let first = try await BareWorld(
            store, definitions: definitions, facts: facts, folder: folder, time: times?.0 ?? time)
        let second = try await BareWorld(
            store, definitions: definitions, facts: facts, folder: folder, time: times?.1 ?? time, seed: 2)
        return (first, second)
    }

    @Test(arguments: TestStore.allCases)
    func `C09 R20 hosts with clocks ten minutes apart write one history that never goes back`(
        store: TestStore
    ) async throws {
        let times = (ManualTime(), ManualTime().moved(.minutes(10)))
        let (slow, fast) = try await two(store, [Charts.approval], times: times)
        let id = try await slow.start("approval", .object([("approver", "b@two.example")])).instance.id
        for round in 0..<12 {
            _ = try await (round % 2 == 0 ? fast : slow).send("touch", to: id)
            times.0.advance(.minutes(1))
            times.1.advance(.minutes(1))
        }
        let due = try await slow.count("select min(due_at) from timer")
        for ahead in [Span.minutes(-11), .minutes(-1)] {
            let now = Timestamp(microseconds: due).adding(ahead)
            times.0.advance(Span(microseconds: now.microseconds - times.0.now.microseconds))
            times.1.advance(Span(microseconds: now.microseconds - times.1.now.microseconds).adding(.minutes(10)))
            for world in [slow, fast] { while try await world.timerWorker.round() > 0 {} }
            let fired = try await slow.count("select count(*) from history where entry like '%remind#1%'")
            #expect(fired == (ahead == .minutes(-11) ? 0 : 1), "by the fast clock, not earlier than its skew, once")
        }
        let entries = try await slow.rows(
            "select at from history where instance_id = $1 order by revision", .text(id.text))
        let all = try entries.map { try $0.integer(0) }
        #expect(all == all.sorted() && all.count == 14)
    }

    @Test(arguments: TestStore.allCases)
    func `C10 of two that arm one timer again and again one row is left, of the last entry`(
        store: TestStore
    ) async throws {
        let (first, second) = try await two(store, [Crowd.chart])
        var ids: [InstanceID] = []
        for _ in 0..<3 { ids.append(try await first.start("crowd").instance.id) }
        let instances = ids
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<6 {
                group.addTask {
                    for round in 0..<40 {
                        let world = (sender + round) % 2 == 0 ? first : second
                        _ = try await world.engine.send(Crowd.add(instances[sender % 3]))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await first.count("select count(*) from timer") == 3)
        #expect(try await first.count("select min(revision) from instance") == 81)
        let foreign = """
            select count(*) from timer t join instance i on i.id = t.instance_id where t.armed_revision <> i.revision
            """
        #expect(try await first.count(foreign) == 0)
    }

    /// Only there can two sessions wait for one row.
    @Test func `C11 who waited for the row answers from the receipt that was written meanwhile`() async throws {
        let gate = Gate()
        let isFirst = Mutex(true)
        let mood = Crowd.mood { _, _ in
            let waits = isFirst.withLock { first in
                defer { first = false }
                return first
            }
            if waits {
                gate.open(0)
                gate.wait(1)
            }
        }
        let (first, second) = try await two(.postgres, [Crowd.chart], moods: [mood])
        let id = try await first.start("crowd").instance.id
        async let holding = first.engine.send(Crowd.add(id, key: "k"))
        await gate.waited(0)
        async let waiting = second.engine.send(Crowd.add(id, key: "k"))
        let waits =
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        while try await first.count(waits) == 0 { await Task.yield() }
        gate.open(1)
        let (done, repeated) = (try await holding, try await waiting)
        #expect(!done.isReplay && repeated.isReplay)
        #expect(done.instance.revision == 2 && repeated.instance.revision == 2)
        #expect(try await first.count("select count(*) from history") == 2)
    }

    /// A server that is frozen amid its work holds what it worked on until the database ends its session.
    @Test func `C63 due timers of a held instance wait for a later poll, and keep nobody waiting`() async throws {
        let world = try await two(.postgres, [Charts.approval]).0
        let form = JSON.object([("approver", "b@two.example")])
        let held = try await world.start("approval", form).instance.id
        let free = try await world.start("approval", form).instance.id
        world.time.advance(.days(8))
        let gate = Gate()
        async let holder: Void = world.database.transaction { tx in
            let hold = Statement("test.hold", "select 1 from instance where id = $1 for update")
            _ = try tx.rows(hold, .text(held.text))
            gate.open(0)
            gate.wait(1)
        }
        await gate.waited(0)
        // would not return before the row is free, if it waited
        let moved = try await world.timerWorker.round()
        gate.open(1)
        try await holder
        #expect(moved == 1)
        #expect(try await world.engine.instance(free, as: .system).revision == 2)
        #expect(try await world.engine.instance(held, as: .system).revision == 1)
        #expect(try await world.timerWorker.round() == 1)
        #expect(try await world.engine.instance(held, as: .system).revision == 2)
    }

    /// Only there can somebody hold one row.
    @Test(arguments: [false, true])
    func `C14 who holds one of fifty rows keeps one waiting, not the others`(isTooLong: Bool) async throws {
        let crowd = try await Crowd(.postgres, 50) { settings in
            if isTooLong { settings.lockTimeout = .milliseconds(50) }
        }
        let gate = Gate()
        let held = SQLValue.text(crowd.ids[17].text)
        async let holder: Void = crowd.world.database.transaction { tx in
            _ = try tx.rows(Statement("test.hold", "select 1 from instance where id = $1 for update"), held)
            gate.open(0)
            gate.wait(1)
        }
        await gate.waited(0)
        let answered = Mutex(0)
        let outcomes = await crowd.together(crowd.ids.indices.map { crowd.add($0) }) { index in
            let count = answered.withLock { count in
                count += 1
                return count
            }
            // the others' answers come while the row is still held
            #expect(isTooLong || index != 17 || count == 50)
            if count == 49, !isTooLong { gate.open(1) }
        }
        if isTooLong { gate.open(1) }
        try await holder
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success(let answer): #expect(answer.instance.revision == 2 && (index != 17 || !isTooLong))
            case .failure(let error): #expect(index == 17 && isTooLong && error.code == .overloaded)
            }
        }
        #expect(outcomes.count == 50)
    }

    @Test(arguments: TestStore.allCases)
    func `C24 of two starts with one key in one group one is open, and the neighbours are whole`(
        store: TestStore
    ) async throws {
        let folder = try TemporaryFolder()
        let watched = WatchedDatabase(try await store.open(in: folder, lines: [.engineTables]))
        let world = try await BareWorld(
            store, definitions: [Charts.keyed, Charts.counter], folder: folder, database: watched)
        var busy: [InstanceID] = []
        for _ in 0..<2 { busy.append(try await world.start("counter").instance.id) }
        let crowd = Crowd(world, watched, ids: [], busy: busy)
        let people = ["a@one.example", "b@one.example", "a@one.example", "c@one.example"]
        let outcomes = await crowd.together(
            people.map { Command(.start(workflow: "keyed", event: nil), caller: BareWorld.person($0)) })
        #expect(outcomes.count { (try? $0.get()) != nil } == 3)
        guard case (.success, .failure(let refused)) = (outcomes[0], outcomes[2]) else {
            Issue.record("the first has it, the third is refused: \(outcomes)")
            return
        }
        #expect(refused.code == .alreadyOpen && refused.status == 409)
        #expect(try await world.count("select count(*) from open_key") == 3)
        #expect(try await world.count("select count(*) from instance") == 5)
        #expect(try await world.count("select count(*) from history") == 5)
    }

    @Test(arguments: TestStore.allCases)
    func `C24 of two starts with one key in two processes one is open`(store: TestStore) async throws {
        let (first, second) = try await two(store, [Charts.keyed])
        for round in 0..<10 {
            let person = "p\(round)@one.example"
            async let one = Crowd.outcome(
                of: Command(.start(workflow: "keyed", event: nil), caller: BareWorld.person(person)), first)
            async let other = Crowd.outcome(
                of: Command(.start(workflow: "keyed", event: nil), caller: BareWorld.person(person)), second)
            let refusals = [await one, await other].compactMap { outcome in
                if case .failure(let error) = outcome { error.code } else { nil }
            }
            #expect(refusals == [.alreadyOpen])
        }
        #expect(try await first.count("select count(*) from instance") == 10)
        #expect(try await first.count("select count(*) from open_key") == 10)
    }

    @Test(arguments: TestStore.allCases, [true, false])
    func `C47 R8 64 sends of one key to two processes have one effect and one answer`(
        store: TestStore, isStart: Bool
    ) async throws {
        let (first, second) = try await two(store, [Crowd.chart])
        let id = try await first.start("crowd").instance.id
        let path = "/api/v1/workflows/crowd/instances"
        let start = Command(
            .start(workflow: "crowd", event: nil), caller: BareWorld.person(Self.asker),
            key: RequestKey(method: "POST", path: path, key: "k"))
        let command = isStart ? start : Crowd.add(id, key: "k")
        let answers = await withTaskGroup(of: String.self) { group in
            for index in 0..<64 {
                group.addTask {
                    switch await Crowd.outcome(of: command, index % 2 == 0 ? first : second) {
                    case .success(let answer): "\(answer.instance.id) \(answer.instance.revision)"
                    case .failure(let error): error.code.rawValue
                    }
                }
            }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers.subtracting(["in-progress"]).count == 1, "\(answers)")
        #expect(try await first.count("select count(*) from history") == 2)
        #expect(try await first.count("select count(*) from receipt") == 1)
        for world in [first, second] { #expect(try await world.engine.send(command).isReplay) }
    }
}

extension ManualTime {
    /// The same clock, set forward.
    fileprivate func moved(_ span: Span) -> ManualTime { ManualTime(now.adding(span)) }
}

extension Span {
    fileprivate static func minutes(_ count: Int64) -> Span { Span(microseconds: count * 60_000_000) }

    fileprivate func adding(_ other: Span) -> Span { Span(microseconds: microseconds + other.microseconds) }
}
