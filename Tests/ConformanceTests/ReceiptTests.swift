import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// A key makes a repeat harmless (`commit.md` 9).
@Suite struct `C47 C48 receipts` {
    @Test(arguments: TestStore.allCases)
    func `C47 64 parallel sends of one key have one effect`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter])
        let id = try await world.start("counter").instance.id
        let answers = await withTaskGroup(of: String.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    do {
                        return "\(try await world.send("add", to: id, key: "k").instance.revision)"
                    } catch {
                        return (error as? EngineError)?.code.rawValue ?? "\(error)"
                    }
                }
            }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers.subtracting(["2", "in-progress"]).isEmpty)
        #expect(answers.contains("2"))
        #expect(try await world.engine.instance(id, as: .system).context["count"] == .integer(1))
    }

    @Test(arguments: TestStore.allCases)
    func `C47 64 parallel starts of one key make one instance`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter])
        let ids = await withTaskGroup(of: String.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    do {
                        return try await world.start("counter", key: "k").instance.id.text
                    } catch {
                        return (error as? EngineError)?.code.rawValue ?? "\(error)"
                    }
                }
            }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids.subtracting(["in-progress"]).count == 1)
        #expect(try await world.count("select count(*) from instance") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `C48 another body or precondition is refused, another caller or path is another request`(
        store: TestStore
    ) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter])
        let first = try await world.start("counter", key: "k").instance.id
        let body = JSON.object([("x", "y")])
        #expect(try await world.refusal { _ = try await world.start("counter", body, key: "k") }?.code == .keyReused)
        _ = try await world.send("add", to: first, key: "e")
        let other = try await world.refusal { _ = try await world.send("add", to: first, key: "e", ifRevision: 2) }
        #expect(other?.code == .keyReused && other?.status == 422)
        let second = try await world.start("counter", as: "other@two.example", key: "k").instance.id
        #expect(second != first)
        _ = try await world.send("add", to: second, as: "other@two.example", key: "e")
        #expect(try await world.engine.instance(second, as: .system).context["count"] == .integer(1))
    }

    @Test(arguments: TestStore.allCases)
    func `keys have 1 to 255 bytes`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter])
        _ = try await world.start("counter", key: String(repeating: "k", count: 255))
        for key in ["", String(repeating: "k", count: 256)] {
            let refused = try await world.refusal { _ = try await world.start("counter", key: key) }
            #expect(refused?.status == 422)
        }
        #expect(try await world.count("select count(*) from instance") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `16 senders on 8 instances lose and double nothing`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter])
        var ids: [InstanceID] = []
        for _ in 0..<8 { ids.append(try await world.start("counter").instance.id) }
        let instances = ids
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<16 {
                group.addTask {
                    for round in 0..<25 {
                        _ = try await world.send("add", to: instances[sender % 8], key: "\(sender)-\(round)")
                    }
                }
            }
            try await group.waitForAll()
        }
        for id in ids {
            let view = try await world.engine.instance(id, as: .system)
            #expect(view.context["count"] == .integer(50))
            #expect(view.revision == 51)
        }
    }
}
