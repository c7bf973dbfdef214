import Statecharts
import Storage
import TestKit

@testable import Engine

/// Two stores of one test, and movers between them.
struct MovingPlace: Sendable {
    let source: any Database
    let target: any Database
    private let folders: [TemporaryFolder]
    private let names: (String, String)

    /// An empty store of the other kind for one that is there.
    init(from source: any Database, in folder: TemporaryFolder, lines: [MigrationLine] = MovingPlace.allLines)
        async throws
    {
        let store: TestStore = source.kind == .sqlite ? .postgres : .sqlite
        let other = try TemporaryFolder()
        self.init(
            source, try await store.open(in: other, lines: lines), folders: [folder, other],
            names: ("\(source.kind)-\(folder.path)", "\(store)-\(other.path)"))
    }

    private init(
        _ source: any Database, _ target: any Database, folders: [TemporaryFolder], names: (String, String)
    ) {
        (self.source, self.target, self.folders, self.names) = (source, target, folders, names)
    }

    static let allLines: [MigrationLine] = [.engineTables, .onboardingTables]

    /// The same way with stores that are watched, or are others.
    func with(source: (any Database)? = nil, target: (any Database)? = nil) -> MovingPlace {
        MovingPlace(source ?? self.source, target ?? self.target, folders: folders, names: names)
    }

    /// The way on from the target into a new store.
    func onwards() async throws -> MovingPlace { try await MovingPlace(from: target, in: folders[1]) }

    /// Moves, as a process of its own would.
    @discardableResult
    func move(
        owner: String = "mover", time: ManualTime = ManualTime(),
        progress: @escaping @Sendable (MoveProgress) -> Void = { _ in }
    ) async throws -> MoveReport {
        try await Mover(
            from: Mover.Place(source, name: names.0), to: Mover.Place(target, name: names.1), settings: .engine,
            clock: MoveClock(now: { time.now.microseconds }, pause: { _ in await Task.yield() }), owner: owner,
            progress: progress
        ).run()
    }
}

extension TestWorld {
    /// A store in which every kind of thing is under way: requests of the shipped workflows, and a row in each table that
    /// they leave empty.
    static func underWay(_ store: TestStore) async throws -> TestWorld {
        let world = try await TestWorld(store)
        let limited = JSON.object([("authority", "self"), ("accountName", "st elizabeth")])
        let asked = try await world.start("account-request", as: "taro", Self.company, key: "first").instance
        _ = try await world.start("account-request", as: "mohammad", limited, key: "second")
        world.time.advance(.days(8))
        try await world.settle()
        _ = try await world.send("activate", to: asked.id, as: "taro")
        try await world.database.transaction { tx in
            for line in Self.rest { tx.write(Statement("test.fill", line)) }
        }
        return world
    }

    /// What Taro asks for.
    static let company = JSON.object([
        ("authority", "self"), ("accountName", "XYZ製作所"),
        (
            "headquarters",
            .object([("country", "JP"), ("line1", "見本町1-2-3"), ("city", "千代田区"), ("postalCode", "100-0000")])
        ),
    ])

    private static let instance = "018f9e2a-7c00-7000-8000-000000000009"
    private static let bytes = "(select head_hash from instance order by id limit 1)"
    private static let person = "(select min(id) from person)"
    private static let account = "(select min(id) from account)"
    private static let moment = "(select min(created_at) from instance)"

    /// One row each; values in words that both stores take.
    private static let rest = [
        "insert into seal_key values (1, \(bytes), \(moment))",
        "insert into message values ('\(instance)', 1, 0, '\(instance)', 'told', '{\"名\":\"値\"}', \(moment), 3)",
        "insert into topic values ('news', 'k', 2)",
        "insert into publication values ('news', 'k', 2, '\(instance)', 1, '{}', \(moment), (1 = 1))",
        "insert into subscription values ('news', 'k', '\(instance)', 1, (1 = 0))",
        "insert into checkpoint values ('\(instance)', 1, \(bytes), \(bytes), '{}', '{}')",
        "insert into child values ('\(instance)', '\(instance)', 'ended')",
        "insert into refused_address values (\(bytes), \(moment), '550 5.1.1 no such mailbox')",
        "insert into session values ('s', \(bytes), \(person), \(moment), \(moment), 'browser', '127.0.0.1')",
        "insert into sign_in_code values ('c', 'a@one.example', \(bytes), \(bytes), \(bytes), \(moment), \(moment), 1, "
            + "(1 = 0), (1 = 1))",
        "insert into known_browser values ('a@one.example', \(bytes), \(moment))",
        "insert into api_token values ('t', \(bytes), \(person), 'name', \(moment), \(moment), null)",
        "insert into agreement_acceptance values (\(account), 'company', 1, 'h', 'ja', \(person), 'a@one.example', 's', "
            + "\(moment))",
        "insert into former_identifier values ('old.example', \(account))",
        "insert into spent_identifier values ('x1.smb', \(moment))",
        "insert into identifier_decision values ('n.example', 1, \(moment), 'denied', \(person), null)",
        "insert into invited_place values (\(account), 'b@one.example', \(moment))",
        "insert into receipt values (\(bytes), \(bytes), 'fence', null, null, 200, null, \(moment))",
        "insert into security_event values ('\(instance)', \(moment), 'code', null, null, '{}')",
        "insert into mail_quota values (\(bytes), '1 2 3', \(moment))",
        "insert into open_key values ('w', 'v', '\(instance)')",
        "insert into outbox (id, kind, channel, stage, next_at, attempts, lease_owner, lease_until, message_id, made_at, "
            + "policy) values ('\(instance)', 'k', 'mail', 'sending', \(moment), 1, 'o', \(moment), 'm', \(moment), "
            + "'repeat')",
        "update instance set stuck = 'an invariant' where id = (select id from instance order by id limit 1)",
    ]
}
