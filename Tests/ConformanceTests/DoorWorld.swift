import Engine
import Statecharts
import Storage
import TestKit

/// Whether a door is open is a row of the store; transactions can be held around reading and writing it.
struct DoorWorld {
    let world: BareWorld
    let stops: Stops

    init(
        _ store: TestStore, also definitions: [String] = [], facts: [Fact] = [], deeds: Deeds = Deeds()
    ) async throws {
        let stops = Stops()
        let isDoorOpen = Fact("isDoorOpen", FactSignature(arguments: [.account], result: .boolean)) {
            arguments, _, tx in
            guard case .text(let account) = arguments.first else { return nil }
            stops.pass("asks")
            let rows = try tx.rows(
                Statement("test.door", "select 1 from security_event where code = 'door' and data = $1"),
                .text(account))
            stops.pass("knows")
            return .boolean(!rows.isEmpty)
        }
        self.stops = stops
        world = try await BareWorld(
            store, definitions: [Charts.porter, Charts.waiter, Charts.counting] + definitions,
            topics: Charts.doorTopics, facts: [isDoorOpen] + facts, actions: [OpenDoorAction(stops: stops)],
            deeds: deeds)
    }

    func porter(of account: String) async throws -> InstanceID {
        try await world.start("porter", .object([("account", .string(account))])).instance.id
    }

    func open(_ porter: InstanceID, width: Int64 = 1) async throws {
        _ = try await world.send("open", to: porter, .object([("width", .integer(width))]))
    }

    func idle(at account: String) async throws -> InstanceID {
        try await world.start("waiter", .object([("account", .string(account))])).instance.id
    }

    /// Begins to wait with the start.
    func waiting(at account: String) async throws -> InstanceID {
        try await world.start("waiter", .object([("account", .string(account)), ("waits", true)])).instance.id
    }

    func state(_ id: InstanceID) async throws -> String { try await world.engine.instance(id, as: .system).state }

    /// I-14, with what waits for the worker: each number is 0 when nobody can be woken any more.
    func left() async throws -> [Int64] {
        try await [
            "select count(*) from subscription s join topic t using (topic, key) where s.seen_seq < t.seq",
            "select count(*) from publication where is_pending", "select count(*) from subscription where is_fresh",
            "select count(*) from subscription s join instance i on i.id = s.instance_id where i.is_final",
        ].asyncMap { try await world.count($0) }
    }
}

extension [String] {
    fileprivate func asyncMap(_ transform: (String) async throws -> Int64) async throws -> [Int64] {
        var values: [Int64] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}

/// Opens a door: a row, as any domain action writes one.
private struct OpenDoorAction: DomainAction {
    struct Input: Decodable, Sendable { var account: String }

    let stops: Stops
    let name = "openDoor"
    let signature = ActionSignature(inputs: [Field(name: "account", type: .account)])

    func perform(_ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment) throws -> Record {
        let id = moment.random.uuid(at: moment.now)
        _ = try tx.changed(
            Statement("test.openDoor", "insert into security_event (id, at, code, data) values ($1, $2, 'door', $3)"),
            .text(id), .integer(moment.now.microseconds), .text(input.account))
        stops.pass("opens")
        return [:]
    }
}
