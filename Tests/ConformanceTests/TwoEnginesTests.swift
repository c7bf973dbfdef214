import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// Two processes over one server: what each of them does not know of the other, the store tells.
@Suite struct `R8 two engines over one PostgreSQL` {
    private let worlds: [BareWorld]

    init() async throws {
        let folder = try TemporaryFolder()
        var worlds: [BareWorld] = []
        for seed: UInt64 in 1...2 {
            worlds.append(try await BareWorld(.postgres, definitions: [Charts.counter], folder: folder, seed: seed))
        }
        self.worlds = worlds
    }

    /// 64 at once, half of them to either engine; what each was answered, as text.
    private func answers(_ send: @escaping @Sendable (BareWorld) async throws -> Answer) async -> Set<String> {
        await withTaskGroup(of: String.self) { group in
            for number in 0..<64 {
                let world = worlds[number % 2]
                group.addTask {
                    do {
                        let view = try await send(world).instance
                        return "\(view.id) \(view.revision)"
                    } catch {
                        return (error as? EngineError)?.code.rawValue ?? "\(error)"
                    }
                }
            }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
    }

    @Test func `64 parallel sends of one key have one effect, and every answer is the stored one or 409`() async throws
    {
        let id = try await worlds[0].start("counter").instance.id
        for round in 1...Torture.count(5, torture: 100) {
            let found = await answers { try await $0.send("add", to: id, key: "\(round)") }
            #expect(found.subtracting(["in-progress"]) == ["\(id) \(round + 1)"])
            #expect(try await worlds[1].count("select count(*) from history") == Int64(round + 1))
        }
    }

    @Test func `64 parallel starts of one key make one instance`() async throws {
        for round in 1...Torture.count(5, torture: 100) {
            let found = await answers { try await $0.start("counter", key: "\(round)") }
            #expect(found.subtracting(["in-progress"]).count == 1, "\(found)")
            #expect(!found.contains("store-unavailable"))
            #expect(try await worlds[1].count("select count(*) from instance") == Int64(round))
        }
    }

    @Test func `a key that one has answered is answered by the other, and another caller's is another`() async throws {
        let id = try await worlds[0].start("counter", key: "k").instance.id
        let again = try await worlds[1].start("counter", key: "k")
        #expect(again.isReplay && again.instance.id == id)
        #expect(try await worlds[1].start("counter", as: "other@two.example", key: "k").instance.id != id)
    }

    @Test func `commands without a key, on the same instances, lose and double nothing`() async throws {
        var ids: [InstanceID] = []
        for _ in 0..<4 { ids.append(try await worlds[0].start("counter").instance.id) }
        let (instances, worlds) = (ids, worlds)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<16 {
                group.addTask {
                    for _ in 0..<10 { _ = try await worlds[sender % 2].send("add", to: instances[sender / 2 % 4]) }
                }
            }
            try await group.waitForAll()
        }
        for id in ids {
            let view = try await worlds[0].engine.instance(id, as: .system)
            #expect(view.revision == 41 && view.context["count"] == .integer(40))
        }
    }
}
