import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// Whoever waits is woken once, whichever of the two commits is the later one (`commit.md` 10, I-14).
@Suite struct `C58 R40 no wake-up is lost between instances` {
    /// How an instance begins to wait.
    enum Way: String, CaseIterable, Sendable { case byStart, byEvent }

    private func expectInside(_ door: DoorWorld, _ id: InstanceID, mails: Int, _ comment: Comment) async throws {
        try await door.world.settle()
        #expect(try await door.state(id) == "inside", comment)
        #expect(door.world.mailbox.all.count == mails, comment)
        #expect(try await door.left() == [0, 0, 0, 0], comment)
    }

    @Test(arguments: TestStore.allCases, Way.allCases)
    func `one after the other, in both orders, with and without the worker between`(store: TestStore, way: Way)
        async throws
    {
        let door = try await DoorWorld(store)
        for (number, order) in ["PW", "WP", "P.W", "W.P"].enumerated() {
            let account = "account-\(order)"
            let porter = try await door.porter(of: account)
            var waiter = way == .byEvent ? try await door.idle(at: account) : nil
            for step in order {
                switch step {
                case "P": try await door.open(porter)
                case "W": waiter = try await beginWaiting(door, waiter, account)
                case _: try await door.world.settle()
                }
            }
            try await expectInside(door, try #require(waiter), mails: number + 1, "\(order)")
        }
    }

    private func beginWaiting(_ door: DoorWorld, _ idle: InstanceID?, _ account: String) async throws -> InstanceID {
        guard let idle else { return try await door.waiting(at: account) }
        return try await door.world.send("wait", to: idle).instance.id
    }

    /// Orders of the steps of the one that waits and of the one that publishes.
    ///
    /// Three of the first: topic read, fact read, commit; two of the other: deed written, commit. A file has one
    /// writer: there, the orders above are all that there are.
    private static let interleavings: [String] = {
        var orders: [String] = []
        for bits in 0..<32 where bits.nonzeroBitCount == 2 {
            orders.append(String((0..<5).map { bits >> $0 & 1 == 1 ? "P" : "W" }))
        }
        return orders
    }()

    @Test(arguments: [TestStore.postgres], Way.allCases)
    func `in every interleaving of their statements`(store: TestStore, way: Way) async throws {
        let door = try await DoorWorld(store)
        // once in company, so that the engine knows that it acts
        try await door.open(try await door.porter(of: "first"))
        #expect(Self.interleavings.count == 10)
        for (number, order) in Self.interleavings.enumerated() {
            let account = "account-\(order)"
            let porter = try await door.porter(of: account)
            let idle = way == .byEvent ? try await door.idle(at: account) : nil
            let waiter = try await walk(order, door, porter: porter, account: account, idle: idle)
            try await expectInside(door, waiter, mails: number + 1, "\(order)")
        }
    }

    private func walk(
        _ order: String, _ door: DoorWorld, porter: InstanceID, account: String, idle: InstanceID?
    ) async throws -> InstanceID {
        for place in ["asks", "knows", "opens"] { door.stops.arm(place) }
        return try await withThrowingTaskGroup(of: InstanceID?.self) { group in
            var waiter: InstanceID?
            var places = ["W": ["asks", "knows"], "P": ["opens"]]
            var held: [String: String] = [:]
            for step in order.map(String.init) {
                if let place = held[step] {
                    door.stops.release(place)
                } else if step == "W" {
                    group.addTask { try await beginWaiting(door, idle, account) }
                } else {
                    group.addTask {
                        try await door.open(porter)
                        return nil
                    }
                }
                if places[step]?.isEmpty == false, let next = places[step]?.removeFirst() {
                    await door.stops.reached(next)
                    held[step] = next
                } else if let done = try await group.next() {
                    waiter = done ?? waiter
                }
            }
            return try #require(waiter)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `three publications in a row come in order, each once, also to two workers`(store: TestStore) async throws {
        let door = try await DoorWorld(store)
        let porter = try await door.porter(of: "account")
        let listeners = try await [listen(door), listen(door), listen(door, to: "other")]
        for width in 1...3 { try await door.open(porter, width: Int64(width)) }
        let world = door.world
        async let first = world.messageWorker.round()
        async let second = world.messageWorker.round()
        _ = try await (first, second)
        try await world.settle()
        let numbers = Value.list([.integer(1), .integer(2), .integer(3)])
        for id in listeners.prefix(2) {
            #expect(try await world.engine.instance(id, as: .system).context["heard"] == numbers)
            #expect(try await entries(world, of: id) == ["start", "topic", "topic", "topic"])
        }
        #expect(try await world.engine.instance(listeners[2], as: .system).revision == 1)
        #expect(try await door.left() == [0, 0, 0, 0])
    }

    @Test(arguments: TestStore.allCases)
    func `more publications than one command tells of are heard to the last`(store: TestStore) async throws {
        let door = try await DoorWorld(store)
        let porter = try await door.porter(of: "account")
        let listener = try await listen(door)
        for width in 1...40 { try await door.open(porter, width: Int64(width)) }
        try await door.world.settle()
        let heard = try await door.world.engine.instance(listener, as: .system).context["heard"]
        #expect(heard == .list((1...40).map { .integer($0) }))
        #expect(try await door.left() == [0, 0, 0, 0])
    }

    @Test(arguments: TestStore.allCases)
    func `what ends the waiting ends the hearing, and nobody else can send it`(store: TestStore) async throws {
        let door = try await DoorWorld(store)
        let world = door.world
        let porter = try await door.porter(of: "account")
        let listener = try await listen(door)
        let pressed = try await world.refusal { _ = try await world.send("open", to: listener) }
        #expect(pressed?.code == .notAllowed || pressed?.code == .eventNotAllowed)
        let asSystem = try await world.refusal {
            _ = try await world.engine.send(Command(.event(listener, "open"), caller: .system))
        }
        #expect(asSystem?.code == .notAllowed || asSystem?.code == .eventNotAllowed)
        try await door.open(porter, width: 91)
        try await door.open(porter, width: 2)
        try await world.settle()
        #expect(try await world.engine.instance(listener, as: .system).context["heard"] == .list([.integer(91)]))
        #expect(try await door.state(listener) == "home")
        #expect(try await world.count("select count(*) from subscription") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `a key that comes with the step hears what comes after, and at most a moment before`(store: TestStore)
        async throws
    {
        let door = try await DoorWorld(store)
        let world = door.world
        let porter = try await door.porter(of: "account")
        let come = JSON.object([("account", "account")])
        func comer() async throws -> InstanceID {
            let id = try await world.start("waiter").instance.id
            return try await world.send("come", to: id, come).instance.id
        }
        try await door.open(porter)
        try await world.settle()
        world.time.advance(.minutes(2))
        let early = try await comer()
        try await world.settle()
        #expect(try await door.state(early) == "coming")
        try await door.open(porter)
        let late = try await comer()
        try await world.settle()
        #expect(try await [door.state(early), door.state(late)] == ["inside", "inside"])
        #expect(try await door.left() == [0, 0, 0, 0])
    }

    @Test(arguments: TestStore.allCases)
    func `with all at once nobody is left, and nobody is woken twice`(store: TestStore) async throws {
        let door = try await DoorWorld(store)
        let world = door.world
        let accounts = (0..<8).map { "account-\($0)" }
        var porters: [InstanceID] = []
        for account in accounts { porters.append(try await door.porter(of: account)) }
        let waiters = try await withThrowingTaskGroup(of: [InstanceID].self) { group in
            for (account, porter) in zip(accounts, porters) {
                group.addTask { try await [door.waiting(at: account), door.waiting(at: account)] }
                group.addTask {
                    try await door.open(porter)
                    return []
                }
                group.addTask {
                    _ = try await world.messageWorker.round()
                    return []
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try await world.settle()
        #expect(waiters.count == 16)
        for id in waiters { #expect(try await door.state(id) == "inside") }
        #expect(world.mailbox.all.count == 16)
        #expect(try await door.left() == [0, 0, 0, 0])
    }

    private func listen(_ door: DoorWorld, to account: String = "account") async throws -> InstanceID {
        try await door.world.start("listener", .object([("account", .string(account))])).instance.id
    }

    private func entries(_ world: BareWorld, of id: InstanceID) async throws -> [String] {
        try await world.rows("select entry from history where instance_id = $1 order by revision", .text(id.text))
            .map { try JSON(parsing: Array($0.text(0).utf8))["kind"]?.stringValue ?? "" }
    }
}
