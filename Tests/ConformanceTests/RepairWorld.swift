import Logging
import Statecharts
import Storage
import TestKit

@testable import Engine

/// Instances with every kind of row that may be lost, a keeper that looks for them, and its log.
final class RepairWorld: Sendable {
    static let tables = [
        "select * from timer order by instance_id, name", "select * from user_task order by instance_id, name",
        "select * from link order by id", "select * from subscription order by instance_id, topic, key",
    ]
    static let helpers = ["b@two.example", "c@three.example", "d@four.example"]

    let door: DoorWorld
    let log = CollectingLog()
    let keeper: RepairKeeper
    let random: SeededRandom
    var world: BareWorld { door.world }

    init(_ store: TestStore, seed: UInt64 = 67) async throws {
        print("seed \(seed)")
        random = SeededRandom(seed: seed)
        let deeds = Deeds()
        deeds.set(["desk@one.example"], of: GroupKey(noun: "staff", id: "operations", right: "members"))
        door = try await DoorWorld(
            store, also: [Charts.approval, Charts.vigil], facts: [Facts.flag(deeds)], deeds: deeds)
        let log = self.log
        keeper = RepairKeeper(
            engine: door.world.engine, database: door.world.database, time: door.world.time,
            logger: Logger(label: "test") { _ in log })
    }

    /// What all four tables hold, to the byte.
    func rows() async throws -> [[[SQLValue]]] {
        var all: [[[SQLValue]]] = []
        for table in Self.tables { all.append(try await world.rows(table).map(\.values)) }
        return all
    }

    func report() async throws -> RepairReport {
        try await RepairReport.read(
            world.database, catalog: world.engine.parts.catalog, keys: world.engine.parts.outbox.keys)
    }

    func write(_ sql: String, _ values: SQLValue...) async throws {
        try await world.database.transaction { tx in tx.write(Statement("test.write", sql), values) }
    }

    /// The pass that is due by now; time moves on to it.
    func pass() async throws -> Int {
        world.time.advance(Span(microseconds: 15_000_000))
        return try await keeper.round() ?? -1
    }

    func repairs() async throws -> Int64 {
        try await world.count("select count(*) from history where entry like '%\"kind\":\"repair\"%'")
    }

    func start(_ workflow: String) async throws -> InstanceID {
        let helper = JSON.string(Self.helpers[random.number(below: 3)])
        let form: JSON =
            switch workflow {
            case "approval": .object([("approver", helper)])
            case "vigil": .object([("helper", helper)])
            case "listener": .object([("account", .string("account-\(random.number(below: 5))"))])
            case _: .object([("account", "account-0"), ("waits", true)])
            }
        return try await world.start(workflow, form).instance.id
    }

    /// Something that may happen to the instance; refusals are as good as anything.
    func step(_ id: InstanceID) async throws {
        let view = try await world.engine.instance(id, as: .system)
        let helper = JSON.object([
            (view.workflow == "vigil" ? "helper" : "approver", .string(Self.helpers[random.number(below: 3)]))
        ])
        let events = [
            "approval": ["touch", "resend", "forward", "approve", "withdraw", "touch"],
            "vigil": ["name", "later", "rest", "ask", "help", "settle", "back", "later", "close"],
        ]
        guard let names = events[view.workflow] else { return }
        let event = names[random.number(below: names.count)]
        let people = ["asker@one.example", "desk@one.example"] + Self.helpers
        let takesForm = event == "forward" || event == "name"
        for person in people {
            let refusal = try await world.refusal {
                _ = try await world.send(event, to: id, takesForm ? helper : .object([]), as: person)
            }
            if refusal == nil { return }
        }
    }
}
