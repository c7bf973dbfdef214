/// Moves a store with everything under way into another one, while it is being served (`docs/decisions/0008`).
///
/// The source is the truth until one commit in it, the last pass's: that commit makes it refuse every later write. A mover
/// that is killed at any point is followed by another one, which goes on.
public struct Mover: Sendable {
    /// A store and what others call it.
    public struct Place: Sendable {
        let database: any Database
        let name: String

        /// - Parameter name: without role and password.
        public init(_ database: any Database, name: String) {
            self.database = database
            self.name = name
        }
    }

    static let page = 2000
    /// So few changes are left to the last pass.
    private static let fewChanges = 500
    private static let roundsMax = 30

    let source: Place
    let place: Place
    let settings: MoveSettings
    let clock: MoveClock
    let owner: String
    let progress: @Sendable (MoveProgress) -> Void

    /// Makes a mover of two stores that are migrated alike.
    ///
    /// - Parameters:
    ///   - owner: random, so that of two movers the later one is known.
    ///   - progress: hears how far it is, from any thread.
    public init(
        from source: Place, to target: Place, settings: MoveSettings, clock: MoveClock, owner: String,
        progress: @escaping @Sendable (MoveProgress) -> Void = { _ in }
    ) {
        self.source = source
        place = target
        self.settings = settings
        self.clock = clock
        self.owner = owner
        self.progress = progress
    }

    /// Moves, or goes on with a move that was interrupted.
    ///
    /// - Throws: ``DatabaseError`` in words; the source goes on as before unless the error says that it has moved.
    public func run() async throws -> MoveReport {
        let (left, right) = (try await schema(of: source.database), try await schema(of: place.database))
        let plan = try MovePlan(left, right)
        let target = MoveTarget(place.database, owner: owner, settings: settings)
        let agreement = MoveAgreement(mover: self, plan: plan)
        guard case .copy(let reached) = try await agreement.make() else {
            // the source was left, and nobody uses the target yet: both are at rest
            let tables = try await compare(plan, target, catchingUp: false)
            try await end(target)
            return report(tables, heads: tables[settings.headsTable]?.count ?? 0, changes: 0, pause: nil)
        }
        try await ChangeLog(plan: plan, settings: settings, place: place.name, patience: Patience(clock: clock))
            .install(in: source.database)
        try await copy(plan, into: target, from: reached)
        var changes = try await catchUpWell(plan, target)
        let tables = try await compare(plan, target, catchingUp: true)
        changes += try await catchUpWell(plan, target)
        let last = try await lastPass(plan, target, expecting: tables)
        try await end(target)
        return report(last.tables, heads: last.heads, changes: changes + last.changes, pause: last.pause)
    }

    private func schema(of database: any Database) async throws -> StoreSchema {
        try await database.read { tx in try StoreSchema(tx) }
    }

    /// From now on the target may be served.
    private func end(_ target: MoveTarget) async throws {
        let now = clock.now()
        try await target.transaction { tx in tx.write(RecordSQL.end, .integer(now)) }
    }

    private func report(
        _ tables: [String: (count: Int64, digest: String)], heads: Int64, changes: Int, pause: Duration?
    ) -> MoveReport {
        MoveReport(
            tables: tables.sorted { $0.key < $1.key }.map {
                MoveReport.Table(name: $0.key, count: $0.value.count, digest: $0.value.digest)
            }, heads: heads, changes: changes, writePause: pause)
    }

    /// Until few changes are left; under more load than can be copied, some are.
    private func catchUpWell(_ plan: MovePlan, _ target: MoveTarget) async throws -> Int {
        var all = 0
        for _ in 0..<Self.roundsMax {
            let changes = try await round(plan, target)
            all += changes
            if changes <= Self.fewChanges { break }
        }
        return all
    }
}
