import Statecharts
import Storage
import TestKit

@testable import Engine

/// Instances of one chart, and commands for them that wait together while the lanes are busy with others.
final class Crowd: Sendable {
    typealias Outcome = Result<Answer, EngineError>

    let world: BareWorld
    let watched: WatchedDatabase
    let ids: [InstanceID]
    /// What keeps the lanes busy: nobody's timers are due on these.
    private let busy: [InstanceID]

    /// Makes a world with so many instances of `crowd`.
    init(
        _ store: TestStore, _ count: Int, deeds: Deeds = Deeds(), moods: [Fact] = [], quota: Quota? = nil,
        settings: (inout PostgresSettings) -> Void = { _ in }
    ) async throws {
        let folder = try TemporaryFolder()
        let watched = WatchedDatabase(
            try await store.open(in: folder, lines: [.engineTables], settings: settings))
        let world = try await BareWorld(
            store, definitions: [Crowd.chart], facts: moods.isEmpty ? [Crowd.mood(deeds)] : moods, deeds: deeds,
            folder: folder,
            database: watched, quota: quota)
        var ids: [InstanceID] = []
        for _ in 0..<count + 2 { ids.append(try await world.start("crowd").instance.id) }
        self.world = world
        self.watched = watched
        busy = Array(ids.suffix(2))
        self.ids = Array(ids.dropLast(2))
        watched.forget()
    }

    /// Takes a world of other charts, over a store that is watched.
    /// - Parameter busy: two instances for whom nothing is due.
    init(_ world: BareWorld, _ watched: WatchedDatabase, ids: [InstanceID], busy: [InstanceID]) {
        self.world = world
        self.watched = watched
        self.ids = ids
        self.busy = busy
        watched.forget()
    }

    /// One command of ``chart``.
    func add(_ index: Int, mode: String = "fine", key: String? = nil) -> Command {
        Self.add(ids[index], mode: mode, key: key)
    }

    /// One command of ``chart``.
    static func add(_ id: InstanceID, mode: String = "fine", key: String? = nil) -> Command {
        Command(
            .event(id, "add"), data: .object([("mode", .string(mode))]),
            caller: BareWorld.person("asker@one.example"),
            key: key.map { RequestKey(method: "POST", path: "/api/v1/instances/\(id)/events", key: $0) })
    }

    /// Holds the store back and busies the lanes with commands that change nothing; ``WatchedDatabase/release()`` ends it.
    func occupy<T: Sendable>(_ group: inout TaskGroup<T?>) async {
        watched.hold()
        for (lane, id) in busy.prefix(world.engine.queue.lanes.shared).enumerated() {
            group.addTask {
                _ = await Self.outcome(of: Command(.due(id), caller: .system), self.world)
                return nil
            }
            while watched.heldCount <= lane { await Task.yield() }
        }
        watched.forget()
    }

    /// Sends commands one after the other, so that they stand in this order behind busy lanes, and lets them go at once.
    /// - Parameter seen: hears of each answer when it comes.
    /// - Returns: what each was answered, in their order.
    func together(_ commands: [Command], seen: @Sendable (Int) -> Void = { _ in }) async -> [Outcome] {
        await withTaskGroup(of: (Int, Outcome)?.self) { group in
            await occupy(&group)
            for (index, command) in commands.enumerated() {
                group.addTask { (index, await Self.outcome(of: command, self.world)) }
                while world.engine.queue.count <= index { await Task.yield() }
            }
            watched.release()
            var outcomes: [Int: Outcome] = [:]
            for await case (let index, let outcome)? in group {
                seen(index)
                outcomes[index] = outcome
            }
            return commands.indices.compactMap { outcomes[$0] }
        }
    }

    /// The same, each only after the one before it has been answered.
    func singly(_ commands: [Command]) async -> [Outcome] {
        var outcomes: [Outcome] = []
        for command in commands { outcomes.append(await Self.outcome(of: command, world)) }
        return outcomes
    }

    /// How many of ours shared a commit at most.
    var largest: Int { groups.compactMap(\.size).max() ?? 0 }

    /// How many others were in the largest group that the instance was in.
    func company(of id: InstanceID) -> Int {
        (groups.filter { $0.instances.contains(id.text) }.compactMap(\.size).max() ?? 0) - 1
    }

    /// Transactions that commands of ours shared, those that kept the lanes busy left out.
    var groups: [WatchedDatabase.Call] {
        let own = Set(ids.map(\.text))
        return watched.calls.filter { $0.size != nil && !own.isDisjoint(with: $0.instances) }
    }

    static func outcome(of command: Command, _ world: BareWorld) async -> Outcome {
        do {
            return .success(try await world.engine.send(command))
        } catch {
            return .failure(error)
        }
    }
}

extension Crowd {
    /// A press counts, mails and arms a timer anew, and a fact decides what goes wrong.
    static let chart = """
        workflow: crowd
        version: 1
        title: { en: Crowd, ja: 群衆 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context:
          owner: person
          count: { type: integer, min: 0, max: 100000, default: 0 }
          bulk: { type: text, max: 65000, optional: true, personal: false }
        facts:
          mood: { call: mood(data.mode), type: boolean }
        mails:
          told: { to: owner, with: [count] }
        start:
          begin: { by: signedIn, set: { owner: caller.person }, to: counting }
        states:
          counting:
            title: { en: Counting, ja: 計数中 }
            standing: [stop]
            on:
              add:
                by: owner
                form: { fields: { mode: { type: text, max: 60 }, bulk: { type: text, max: 65000, optional: true, personal: false } } }
                set: [bulk, { count: context.count + 1 }]
                mail: told
                to: [{ if: facts.mood, state: counting }, { refuse: inBadMood }]
              stop: { by: owner, to: stopped }
            after: { nudge: { at: P30D, to: stopped } }
          stopped: { title: { en: Stopped, ja: 停止 }, final: true }
        """

    /// A fact that does what the test says with the mode and the transaction, then is true.
    static func mood(_ body: @escaping @Sendable (String, borrowing Transaction) throws -> Void) -> Fact {
        let signature = FactSignature(arguments: [.text(TextBounds(max: 60))], result: .boolean)
        return Fact("mood", signature) { arguments, _, tx in
            if case .text(let mode) = arguments.first { try body(mode, tx) }
            return .boolean(true)
        }
    }

    /// What a press says of itself: `fine`, `refuse`, `fails` (a statement fails), `slow` (a statement is stopped).
    static func mood(_ deeds: Deeds) -> Fact {
        let signature = FactSignature(arguments: [.text(TextBounds(max: 60))], result: .boolean)
        return Fact("mood", signature) { arguments, _, tx in
            guard case .text(let mode) = arguments.first else { return nil }
            switch mode {
            case "refuse": return .boolean(false)
            case "fails": _ = try tx.rows(Statement("test.fails", "select a_column from no_table"))
            case "slow": try slow(in: tx)
            default: deeds.note(mode)
            }
            return .boolean(true)
        }
    }

    private static func slow(in tx: borrowing Transaction) throws {
        let limit = Statement(
            "test.limit", sqlite: "select 1",
            postgres: "select 1 from (select set_config('statement_timeout', '5', true)) limited")
        let wait = Statement("test.wait", sqlite: "select 1", postgres: "select 1 from pg_sleep(60)")
        _ = try tx.rows(limit)
        _ = try tx.rows(wait)
        // a file has no time limit for statements: as if it had
        throw DatabaseError(.timedOut, statement: "test.wait", message: "the statement ran longer than it may")
    }
}
