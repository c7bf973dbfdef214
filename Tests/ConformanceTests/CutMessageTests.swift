import Engine
import Statecharts
import Storage
import Synchronization
import TestKit
import Testing

/// A process that is killed while it hands messages on: they come in order, each once in effect (C-59, R-40).
@Suite struct `C59 R40 cut messages` {
    private static let flag = Fact(
        "flag", FactSignature(arguments: [.text(TextBounds(max: 60))], result: .boolean)
    ) { _, _, _ in .boolean(true) }

    private func world(_ store: TestStore, over database: (any Database)? = nil, seed: UInt64 = 1) async throws
        -> BareWorld
    {
        try await BareWorld(
            store, definitions: [Charts.teller, Charts.receiver], facts: [Self.flag], database: database, seed: seed)
    }

    /// The receiver ends at 2, so that 3 comes back to its sender.
    @Test(arguments: TestStore.allCases)
    func `C59 1, 2 come in order, 3 comes back, wherever the worker is killed`(store: TestStore) async throws {
        let world = try await world(store)
        let answer = try await world.start("teller", .object([("last", 2)])).instance
        let receiver = try #require(answer.started.first)
        for number in 1...3 {
            _ = try await world.send("tell", to: answer.id, .object([("number", .integer(Int64(number)))]))
        }
        var kills = 0
        var number = 1
        var progress = try await state(world)
        while kills < 5000, let cut = try await handOn(world.database, killedBehind: number, seed: UInt64(kills + 2)) {
            kills += 1
            let now = try await state(world)
            number = now == progress ? number + 1 : 1
            if now != progress { #expect(cut.isCommit) }
            progress = now
        }
        #expect(kills > 40)
        let taken = try await world.engine.instance(receiver, as: .system)
        #expect(taken.context["taken"] == .list([.integer(1), .integer(2)]) && taken.isFinal)
        #expect(try await world.count("select count(*) from message") == 0)
        let told = try await world.rows(
            "select entry from history where instance_id = $1 order by revision", .text(receiver.text)
        ).map { try JSON(parsing: Array($0.text(0).utf8))["kind"]?.stringValue }
        #expect(told == ["start", "message", "message"])
        let back = try await world.count(
            "select count(*) from history where instance_id = $1 and entry like '%error.send%'", .text(answer.id.text))
        #expect(back == 1)
        try await world.expectSound()
    }

    /// What has been committed, in numbers.
    private func state(_ world: BareWorld) async throws -> [Int64] {
        [try await world.count("select count(*) from history"), try await world.count("select count(*) from message")]
    }

    /// A process of its own that hands on all there is; where it was killed, if it was.
    private func handOn(
        _ database: any Database, killedBehind number: Int, seed: UInt64
    ) async throws -> Boundary? {
        let end = Mutex<Int?>(nil)
        let mortal = CutDatabase(database) { boundary in
            boundary.side == .after && boundary.number == end.withLock { $0 }
        }
        let process = try await world(database.kind == .sqlite ? .sqlite : .postgres, over: mortal, seed: seed)
        end.withLock { $0 = mortal.count + number }
        // what a killed process throws is heard by nobody
        while let told = try? await process.messageWorker.round(), told > 0 {}
        return mortal.cut
    }
}
