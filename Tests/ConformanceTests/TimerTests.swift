import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// Timers are events that time sends, once in effect (`commit.md` 12, `format.md` 6).
@Suite struct `C64 timers` {
    private let form = JSON.object([("approver", "b@two.example")])

    private func world(_ store: TestStore) async throws -> BareWorld {
        try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
    }

    @Test(arguments: TestStore.allCases)
    func `C64 after an outage one reminder goes, two are collapsed, and the end waits a day`(
        store: TestStore
    ) async throws {
        let world = try await world(store)
        let id = try await world.start("approval", form).instance.id
        try await world.settle()
        world.time.advance(.days(40))
        try await world.settle()
        try await world.settle()
        #expect(world.mailbox.all.map(\.mail.subject) == ["please-answer", "please-answer"])
        let entry = try await world.rows("select entry from history where revision = 2").first?.text(0)
        #expect(entry?.contains(#""collapsed":["waiting.remind#1","waiting.remind#2"]"#) == true)
        #expect(entry?.contains(#""event":"waiting.remind#3""#) == true)
        #expect(try await world.engine.instance(id, as: .system).state == "waiting")
        world.time.advance(Span(microseconds: Span.hours(24).microseconds - 1))
        try await world.settle()
        #expect(try await world.engine.instance(id, as: .system).state == "waiting")
        world.time.advance(Span(microseconds: 1))
        try await world.settle()
        #expect(try await world.engine.instance(id, as: .system).state == "expired")
        #expect(world.mailbox.all.last?.mail.subject == "gone")
        #expect(try await world.count("select count(*) from timer") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `each reminder goes at its time, once, and the end at its own`(store: TestStore) async throws {
        let world = try await world(store)
        _ = try await world.start("approval", form)
        try await world.settle()
        var days: [Int] = []
        for day in 1...31 {
            world.time.advance(.days(1))
            let before = world.mailbox.all.count
            try await world.settle()
            try await world.settle()
            if world.mailbox.all.count > before { days.append(day) }
        }
        #expect(days == [7, 14, 23, 30])
    }

    @Test(arguments: TestStore.allCases)
    func `what the mail server answers moves no due time`(store: TestStore) async throws {
        let world = try await world(store)
        let id = try await world.start("approval", form).instance.id
        try await world.settle()
        world.mailbox.answerNext(Array(repeating: .retry(reply: "450 later"), count: 9))
        for days in [7, 7, 9] {
            world.time.advance(.days(Int64(days)))
            while try await world.timerWorker.round() > 0 {}
        }
        world.time.advance(.days(7))
        while try await world.timerWorker.round() > 0 {}
        #expect(try await world.engine.instance(id, as: .system).state == "expired")
    }

    @Test(arguments: TestStore.allCases)
    func `a clock behind the history stands still for the instance and stops nothing`(store: TestStore) async throws {
        let world = try await world(store)
        let id = try await world.start("approval", form).instance.id
        world.time.advance(.days(-3))
        let answer = try await world.send("touch", to: id)
        #expect(answer.instance.updatedAt == answer.instance.createdAt)
        #expect(answer.instance.revision == 2)
        _ = try await world.start("approval", form)
    }

    @Test(arguments: TestStore.allCases)
    func `a forward arms everything anew, a touch leaves it alone`(store: TestStore) async throws {
        let world = try await world(store)
        let id = try await world.start("approval", form).instance.id
        let armed = try await world.rows("select name, due_at from timer order by name")
        world.time.advance(.days(5))
        _ = try await world.send("touch", to: id)
        #expect(
            try await world.rows("select name, due_at from timer order by name").map(\.values) == armed.map(\.values))
        _ = try await world.send("forward", to: id, .object([("approver", "c@three.example")]), as: "b@two.example")
        let later = try await world.rows("select due_at from timer order by name")
        for (old, new) in zip(armed, later) {
            #expect(try new.integer(0) - old.integer(1) == Span.days(5).microseconds)
        }
    }
}
