import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// What goes wrong around a command goes wrong whole.
@Suite struct `R6 R22 faults` {
    private let form = JSON.object([
        ("approver", "b@two.example"), ("note", .string(String(repeating: "n", count: 100))),
    ])

    private func pragma(_ world: BareWorld, _ sql: String) async throws -> Int64 {
        try await world.database.transaction { tx in
            try tx.rows(Statement("test.pragma", sql)).first?.integer(0) ?? 0
        }
    }

    /// Only a file can be told how large it may become; a server's disk is its operator's.
    @Test(arguments: [TestStore.sqlite])
    func `R22 a full disk fails a command whole, and writing resumes by itself`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let pages = try await pragma(world, "pragma page_count")
        _ = try await pragma(world, "pragma max_page_count = \(pages + 3)")
        var done = 0
        var full: EngineError?
        while full == nil, done < 200 {
            full = try await world.refusal { _ = try await world.start("approval", form, key: "k\(done)") }
            if full == nil { done += 1 }
        }
        #expect(full?.code == .storeFull && full?.status == 503)
        #expect(try await world.count("select count(*) from instance") == Int64(done))
        #expect(try await world.count("select count(*) from history") == Int64(done))
        #expect(try await world.count("select count(*) from receipt") == Int64(done))
        #expect(try await world.count("select count(*) from outbox") == Int64(done))
        _ = try await pragma(world, "pragma max_page_count = 1000000")
        #expect(try await world.start("approval", form, key: "k\(done)").isReplay == false)
        #expect(try await world.count("select count(*) from instance") == Int64(done + 1))
    }

    @Test(arguments: TestStore.allCases)
    func `R6 an instance whose row is broken is set aside, and its neighbours go on`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter])
        let broken = try await world.start("counter").instance.id
        let whole = try await world.start("counter").instance.id
        try await world.database.transaction { tx in
            tx.write(
                Statement("test.break", "update instance set context = '{\"count\":\"many\"}' where id = $1"),
                .text(broken.text))
        }
        for _ in 0..<2 {
            let refused = try await world.refusal { _ = try await world.send("add", to: broken) }
            #expect(refused?.code == .stuck && refused?.status == 503)
        }
        #expect(try await world.send("add", to: whole).instance.context["count"] == .integer(1))
        let stuck = try await world.rows("select id from instance where stuck is not null")
        #expect(try stuck.map { try $0.text(0) } == [broken.text])
    }

    @Test(arguments: TestStore.allCases)
    func `a fault inside an action leaves nothing, and the key may be used again`(store: TestStore) async throws {
        let deeds = Deeds()
        let world = try await BareWorld(
            store, definitions: [Charts.acting], actions: [FailingAction(deeds: deeds), RefuseAction(deeds: deeds)],
            deeds: deeds)
        let id = try await world.start("acting").instance.id
        deeds["fails"] = true
        let fault = try await world.refusal { _ = try await world.send("write", to: id, key: "k") }
        #expect(fault?.code == .storeUnavailable)
        #expect(try await world.count("select count(*) from history") == 1)
        #expect(try await world.count("select count(*) from receipt") == 0)
        deeds["fails"] = false
        #expect(try await world.send("write", to: id, key: "k").instance.state == "second")
    }
}

/// Writes, then fails as a store may fail.
private struct FailingAction: DomainAction {
    struct Input: Decodable, Sendable { var word: String }

    let deeds: Deeds
    let name = "write"
    let signature = ActionSignature(
        inputs: [Field(name: "word", type: .text(TextBounds(max: 60)))],
        results: [Field(name: "written", type: .text(TextBounds(max: 60)))], refusals: ["full"])

    func perform(_ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment) throws -> Record {
        tx.write(
            Statement("test.write", "insert into security_event (id, at, code, data) values ($1, $2, 'test', '')"),
            .text(moment.random.uuid(at: moment.now)), .integer(moment.now.microseconds))
        try tx.flush()
        if deeds["fails"] { throw DatabaseError(.io, message: "the disk answered with an error") }
        return ["written": .text(input.word)]
    }
}
