import Engine
import Logging
import Statecharts
import Storage
import TestKit
import Testing

/// Hosts over one server go by its time; a host's own clock may say what it likes (`commit.md` 12).
@Suite struct `C66 R20 clocks` {
    private static let form = JSON.object([("approver", "b@two.example")])
    private static let day = Span.days(1)
    private static let second = Span(microseconds: 1_000_000)

    /// A host whose time of day is off by so much, and an engine that goes by the server's.
    private struct Machine {
        let host: ManualHost
        let time: ServerTime
        let world: BareWorld

        init(off: Span, database: any Database) async throws {
            let right = SystemTime().now
            host = ManualHost(right.adding(off))
            time = ServerTime(host: host)
            try await time.ask(database)
            world = try await BareWorld(
                definitions: [Charts.approval], facts: [Facts.flag(Deeds())], database: database, clock: time)
        }
    }

    private func store() async throws -> (TemporaryFolder, any Database) {
        let folder = try TemporaryFolder()
        return (folder, try await TestStore.postgres.open(in: folder, lines: [.engineTables]))
    }

    @Test func `R20 two hosts 20 minutes apart agree, and say how far they are off`() async throws {
        let (folder, database) = try await store()
        let first = ServerTime(host: ShiftedHost(off: .minutes(10)))
        let second = ServerTime(host: ShiftedHost(off: .minutes(-10)))
        #expect(!first.isSure)
        let (one, other) = (try await ask(first, database), try await ask(second, database))
        #expect(first.isSure)
        #expect(one.isApart && other.isApart)
        #expect(one.skew > .minutes(9) && other.skew < .minutes(-9))
        // between two looks at the first clock, the second shows a time between theirs: to half of both round trips
        let (before, between, after) = (first.now, second.now, first.now)
        let error = Span(microseconds: (one.roundTrip.microseconds + other.roundTrip.microseconds) / 2 + 1)
        #expect(between.adding(error) >= before)
        #expect(between <= after.adding(error))
        _ = folder
    }

    /// A busy machine may take longer than an answer is worth.
    private func ask(_ time: ServerTime, _ database: any Database) async throws -> ServerTime.Reading {
        while true {
            do {
                return try await time.ask(database)
            } catch let error as DatabaseError where error.code == .timedOut {
                continue
            }
        }
    }

    @Test func `C66 R20 nothing fires early or twice while clocks jump a day, and no history goes back`() async throws {
        let (folder, database) = try await store()
        let ahead = try await Machine(off: .minutes(10), database: database)
        let behind = try await Machine(off: .minutes(-10), database: database)
        let id = try await ahead.world.start("approval", Self.form).instance.id
        let due = try await ahead.world.count("select due_at from timer order by due_at limit 1")
        for machine in [ahead, behind] {
            machine.host.advance(Span(microseconds: due - machine.time.now.microseconds - 1))
            for jump in [Self.day, .days(-2), Self.day] {
                machine.host.jump(jump)
                #expect(try await machine.world.timerWorker.round() == 0)
            }
        }
        for machine in [behind, ahead] { machine.host.advance(Span(microseconds: 1)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for machine in [ahead, behind] { group.addTask { _ = try await machine.world.timerWorker.round() } }
            try await group.waitForAll()
        }
        _ = try await behind.world.send("touch", to: id)
        let times = try await ahead.world.rows("select at, entry from history order by revision")
        #expect(times.count == 3)
        let moments = try times.map { try $0.integer(0) }
        #expect(moments == moments.sorted())
        #expect(try times[1].text(1).contains("waiting.remind#1"))
        _ = folder
    }

    @Test func `C66 timers stop after 60 s without an answer, people's commands go on, and timers come back`()
        async throws
    {
        let (folder, database) = try await store()
        let machine = try await Machine(off: .minutes(0), database: database)
        let late = try await machine.world.start("approval", Self.form).instance.id
        let pressed = try await machine.world.start("approval", Self.form).instance.id
        try await machine.world.database.transaction { tx in
            tx.write(
                Statement("test.due", "update timer set due_at = $1 where instance_id = $2 and name like '%remind#1'"),
                .integer(machine.time.now.adding(.minutes(-1)).microseconds), .text(late.text))
        }
        machine.host.advance(.minutes(1))
        #expect(machine.time.isSure)
        machine.host.advance(Span(microseconds: 1))
        #expect(!machine.time.isSure)
        #expect(try await machine.world.timerWorker.round() == 0)
        #expect(try await machine.world.send("touch", to: pressed).instance.revision == 2)
        #expect(
            try await machine.world.count("select count(*) from history where instance_id = $1", .text(late.text)) == 1)
        try await machine.time.ask(database)
        #expect(try await machine.world.timerWorker.round() == 1)
        #expect(
            try await machine.world.count("select count(*) from history where instance_id = $1", .text(late.text)) == 2)
        _ = folder
    }

    @Test func `C66 a server that does not answer changes nothing, and is only logged`() async throws {
        let (folder, database) = try await store()
        let host = ManualHost(SystemTime().now.adding(Self.day))
        let time = ServerTime(host: host)
        try await time.ask(database)
        let before = time.now
        try await database.close()
        await #expect(throws: DatabaseError.self) { try await time.ask(database) }
        await ClockKeeper(
            database: database, time: time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).round()
        host.advance(Self.second)
        #expect(time.now == before.adding(Self.second))
        #expect(time.isSure)
        _ = folder
    }

    @Test(arguments: TestStore.allCases)
    func `C66 on a clock that goes back a day nothing fires, and forward again once`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        _ = try await world.start("approval", Self.form)
        world.time.advance(.days(7))
        world.time.advance(.days(-1))
        #expect(try await world.timerWorker.round() == 0)
        world.time.advance(Self.day)
        #expect(try await world.timerWorker.round() == 1)
        world.time.advance(.days(-1))
        #expect(try await world.timerWorker.round() == 0)
        world.time.advance(Self.day)
        #expect(try await world.timerWorker.round() == 0)
        #expect(try await world.count("select count(*) from history") == 2)
    }
}

/// The clocks of this host, with a time of day that is off.
private struct ShiftedHost: HostClock {
    let off: Span
    private let clock = SystemClock()

    init(off: Span) { self.off = off }

    var wall: Timestamp { clock.wall.adding(off) }
    var steady: Span { clock.steady }

    func pause(_ span: Span) async { await clock.pause(span) }
}
