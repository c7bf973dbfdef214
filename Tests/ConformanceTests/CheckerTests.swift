import Statecharts
import Storage
import Synchronization
import TestKit
import Testing

@testable import Engine

/// What the checker of a store has to find, and where it has to be silent (`commit.md` 14, R-1).
@Suite struct `C75 the checker` {
    /// Presses that go on until they are stopped; each says how many were answered.
    private final class Load: Sendable {
        private let isOver = Mutex(false)
        let answered = Mutex(0)

        func stop() { isOver.withLock { $0 = true } }

        func run(_ world: BareWorld, lane: Int) async throws {
            var number = 0
            while !isOver.withLock({ $0 }) {
                number += 1
                let form = JSON.object([("approver", .string("load-\(lane)@two.example"))])
                let id = try await world.start("approval", form, key: "\(lane)-\(number)").instance.id
                _ = try await world.send("touch", to: id, key: "\(lane)-\(number)-touch")
                if number % 2 == 0 { _ = try await world.send("approve", to: id, as: "load-\(lane)@two.example") }
                answered.withLock { $0 += 2 }
            }
        }
    }

    private static let helper = "b@two.example"

    private func victim(_ kind: Damage.Victim, number: Int, _ world: BareWorld) async throws -> InstanceID? {
        switch kind {
        case .store: return nil
        case .listener:
            let form = JSON.object([("account", .string("account-\(number)"))])
            return try await world.start("listener", form).instance.id
        case .waiting, .approved:
            let id = try await world.start("approval", .object([("approver", .string(Self.helper))])).instance.id
            for _ in 0..<2 { _ = try await world.send("touch", to: id) }
            if case .approved = kind { _ = try await world.send("approve", to: id, as: Self.helper) }
            return id
        }
    }

    /// Behind the back of what keeps histories from being edited.
    private func plant(_ damages: [(Damage, InstanceID?)], _ store: TestStore, _ world: BareWorld) async throws {
        let other = try #require(try await victim(.waiting, number: 0, world))
        let open = [
            Statement(
                "test.open", sqlite: "drop trigger history_is_not_edited",
                postgres: "select set_config('session_replication_role', 'replica', true)"),
            Statement("test.open2", sqlite: "drop trigger history_is_kept", postgres: "select 1"),
        ]
        let now = world.time.now
        try await world.database.transaction { tx in
            for statement in open { tx.write(statement) }
            for (damage, id) in damages {
                for script in damage.scripts {
                    let sql = Damage.sql(script, id: id?.text ?? "", other: other.text, now: now, on: store)
                    let changed = try tx.changed(Statement("test.\(damage.name)", sqlite: sql, postgres: sql))
                    if changed == 0 { Issue.record("\(damage.label) changed nothing") }
                }
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `names every planted bug by its number and instance while others press, and nothing else`(
        store: TestStore
    ) async throws {
        let world = try await DoorWorld(store, also: [Charts.approval], facts: [Facts.flag(Deeds())]).world
        var planted: [(Damage, InstanceID?)] = []
        for (number, damage) in Damage.all.enumerated() where damage.stores.contains(store) {
            planted.append((damage, try await victim(damage.victim, number: number, world)))
        }
        let load = Load()
        let report = try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<2 { group.addTask { try await load.run(world, lane: lane) } }
            defer { load.stop() }
            // until there is something to be wrong about
            while load.answered.withLock({ $0 }) < 30 { try await world.expectSound() }
            try await plant(planted, store, world)
            let report = try await Checker(
                database: world.database, topics: world.topics, known: world.catalog, keys: world.keys,
                now: world.time.now
            ).check()
            load.stop()
            try await group.waitForAll()
            return report
        }
        for (damage, id) in planted {
            let isNamed = report.violations.contains { $0.invariant == damage.invariant && $0.subject == id?.text }
            #expect(isNamed, "\(damage.label) of \(id?.text ?? "the store")")
        }
        let victims = Set(planted.map { $0.1?.text })
        for violation in report.violations {
            #expect(victims.contains(violation.subject), "nobody has hurt \(violation)")
        }
        #expect(Set(planted.map(\.0.invariant)).count >= 18 && planted.count >= 12)
        #expect(report.instances > planted.count && report.entries > report.instances)
    }

    @Test(arguments: TestStore.allCases)
    func `names what belongs to no instance, and an instance that is gone`(store: TestStore) async throws {
        let world = try await DoorWorld(store, also: [Charts.approval], facts: [Facts.flag(Deeds())]).world
        let id = try #require(try await victim(.waiting, number: 1, world))
        try await world.expectSound()
        try await world.database.transaction { tx in
            tx.write(Statement("test.gone", "delete from instance where id = $1"), .text(id.text))
        }
        let report = try await Checker(
            database: world.database, topics: world.topics, keys: world.keys, now: world.time.now
        ).check()
        let orphans = report.violations.filter { $0.invariant == .noOrphan }.map(\.text).joined(separator: "\n")
        for kind in ["timer", "task", "link", "listing", "mention", "history"] {
            #expect(orphans.contains("\(kind)"), "\(kind)")
        }
        #expect(report.violations.allSatisfy { $0.subject == id.text })
        #expect(report.counts[.oneMail] == 1 && report.counts[.receipt] == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `reads more than one slice, and an instance with more entries than a slice has room for`(
        store: TestStore
    ) async throws {
        let world = try await BareWorld(store, definitions: [Crowd.chart], facts: [Crowd.mood(Deeds())])
        for number in 0..<23 {
            let id = try await world.start("crowd").instance.id
            for _ in 0..<(number == 9 ? 8 : 1) { _ = try await world.send("add", to: id, .object([("mode", "fine")])) }
        }
        var checker = Checker(
            database: world.database, topics: world.topics, keys: world.keys, now: world.time.now)
        checker.bounds = CheckSlice.Bounds(instances: 5, entries: 6)
        let read = Mutex<[Int]>([])
        let report = try await checker.check { instances in read.withLock { $0.append(instances) } }
        #expect(report.isSound, "\(report.violations)")
        #expect(report.instances == 23 && report.entries == 23 + 22 + 8 && report.unread == 0)
        let steps = read.withLock { $0 }
        #expect(steps.count >= 9 && steps == steps.sorted() && steps.last == 23)
    }
}
