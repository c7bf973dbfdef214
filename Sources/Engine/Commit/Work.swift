import Statecharts
import Storage

/// An instance in the middle of a transaction: what was loaded, and what each step makes of it.
///
/// An object, because everything that a command asks goes through it.
final class Work {
    let parts: EngineParts
    /// What this command has asked of people and rights.
    let directory: DirectoryMemory
    let definition: Definition
    /// Fixed once, when the instance is held: never before the last entry.
    let now: Timestamp
    /// Recorded in each entry; ids of the command are drawn from `stream`.
    let seed: [UInt8]
    var stream: RandomStream
    var row: InstanceRow
    var snapshot: Snapshot
    /// As they stand after the steps so far; ``save(in:)`` writes what differs from what was loaded.
    var timers: [TimerRow] = []
    var tasks: [TaskRow] = []
    /// Messages that nobody has begun to send.
    var queuedMails: [QueuedMail] = []
    /// Whether somebody waits for the answer whom the command does not name: who holds a link and has no session.
    var hasNamelessPresser = false
    /// How far topics were before any fact was read.
    var newest: [TopicKey: Int64] = [:]
    /// What the store holds of the instance; absent before it is born.
    var stored: Stored?
    /// How deep this start lies in other starts.
    let depth: Int

    /// What a step moves, and what is put back when it is refused.
    private struct Moved {
        var stream: RandomStream
        var row: InstanceRow
        var snapshot: Snapshot
        var timers: [TimerRow]
        var tasks: [TaskRow]
        var queuedMails: [QueuedMail]
        var newest: [TopicKey: Int64]
    }

    private var moved: Moved {
        get {
            Moved(
                stream: stream, row: row, snapshot: snapshot, timers: timers, tasks: tasks, queuedMails: queuedMails,
                newest: newest)
        }
        set {
            (stream, row, snapshot, timers) = (newValue.stream, newValue.row, newValue.snapshot, newValue.timers)
            (tasks, queuedMails, newest) = (newValue.tasks, newValue.queuedMails, newValue.newest)
        }
    }

    /// What the store holds of an instance between two commands.
    struct Stored {
        var row: InstanceRow
        var timers: [TimerRow]
        var tasks: [TaskRow]
        var heard: [TopicKey]
    }

    /// Reads what stands beside the row.
    ///
    /// - Parameter row: as loaded.
    convenience init(
        _ parts: EngineParts, row: InstanceRow, seed: [UInt8], now: Timestamp, in tx: borrowing Transaction
    ) throws {
        try self.init(parts, row: row, seed: seed, now: now)
        timers = try TimerTable.rows(of: row.id, in: tx)
        tasks = try TaskTable.rows(of: row.id, in: tx)
        stored = Stored(row: row, timers: timers, tasks: tasks, heard: heard)
    }

    private init(_ parts: EngineParts, row: InstanceRow, seed: [UInt8], now: Timestamp) throws {
        guard let definition = parts.catalog.definition(id: row.definitionID) else {
            throw EngineError(.definitionUnsupported, "The definition of \(row.id) is not held.", retryAfterSeconds: 5)
        }
        let leaves = row.state.split(separator: " ").map(String.init)
        guard let configuration = Configuration(leafNames: leaves, in: definition) else {
            throw BrokenInvariant("\(row.id) stands in '\(row.state)', which its definition lacks", instance: row.id)
        }
        self.parts = parts
        directory = DirectoryMemory(parts.directory)
        self.definition = definition
        self.now = max(now, row.updatedAt)
        self.seed = seed
        stream = RandomStream(seed: seed)
        self.row = row
        snapshot = Snapshot(configuration: configuration, context: row.context)
        depth = 0
    }

    /// An instance that is about to be born.
    init(
        _ parts: EngineParts, starting definition: Definition, id definitionID: Int64, seed: [UInt8], now: Timestamp,
        depth: Int
    ) {
        self.parts = parts
        directory = DirectoryMemory(parts.directory)
        self.definition = definition
        self.now = now
        self.seed = seed
        var stream = RandomStream(seed: seed)
        row = InstanceRow(
            id: InstanceID(stream.uuid(at: now)), definitionID: definitionID, state: "", context: [:], revision: 0,
            changedRevision: 0, stays: [:], headHash: HashChain.genesis, isFinal: false, stuck: nil, createdAt: now,
            updatedAt: now, contextText: ContextCoding.encode([:]))
        self.stream = stream
        snapshot = .unborn
        self.depth = depth
    }

    /// Roles by this definition.
    var roles: RoleReader { RoleReader(definition: definition, directory: directory) }

    /// What expressions see before the event.
    func scope(data: Record = [:], facts: Record = [:], caller: CallerValues?) -> Scope {
        Scope(
            context: snapshot.context, data: data, facts: facts, caller: caller, now: now,
            activeStates: snapshot.configuration.active.map { definition.states[$0].name })
    }

    /// Runs a macrostep with its domain actions and writes what comes of it.
    ///
    /// - Parameter entry: the entry without what the step makes of it.
    /// - Throws: `Rejection`; the store is then as before. Faults pass through.
    func perform(
        _ trigger: Trigger, data: Record, facts: Record, caller: Caller, entry: HistoryEntry.Draft,
        in tx: borrowing Transaction
    ) throws -> Written {
        let values = caller.values
        var macrostep = try Macrostep(
            definition, at: snapshot, on: trigger, data: data, caller: values, facts: facts, now: now,
            ids: childIDs)
        let before = moved
        var refusals = 0
        while true {
            var isUndone = false
            do {
                return try tx.savepoint {
                    while true {
                        switch try macrostep.next() {
                        case .commit(let step):
                            return try write(
                                step, on: trigger, data: data, facts: facts, caller: caller, entry: entry, in: tx)
                        case .perform(let request):
                            let outcome = try run(request, caller: values, in: tx)
                            if try macrostep.resume(with: outcome) {
                                isUndone = true
                                throw Undone()
                            }
                        }
                    }
                }
            } catch is Undone where isUndone {
                moved = before
                refusals += 1
                guard refusals <= Limits.refusalsMax else {
                    throw EngineError(.storeUnavailable, "Too many refusals in one command.", retryAfterSeconds: 1)
                }
            } catch {
                moved = before
                throw error
            }
        }
    }

    private func run(
        _ request: ActionRequest, caller: CallerValues?, in tx: borrowing Transaction
    ) throws -> ActionOutcome {
        guard let action = parts.actions.actions[request.action] else {
            throw EngineError(
                .definitionUnsupported, "This process does not know the action '\(request.action)'.",
                retryAfterSeconds: 5)
        }
        guard parts.mayAct else { throw LeftOut.acts }
        var moment = ActionMoment(now: now, caller: caller, instance: row.id, random: stream)
        defer { stream = moment.random }
        do {
            defer { directory.forget() }
            return .returned(try action.perform(request.input, tx, &moment))
        } catch let refused as Refused {
            guard action.signature.refusals.contains(refused.refusal) else {
                throw BrokenInvariant("\(request.action) refused '\(refused.refusal)', undeclared", instance: row.id)
            }
            return .refused(refused.refusal)
        }
    }
}

/// A refusal that another branch handles takes back what was performed so far.
private struct Undone: Error {}

extension Caller {
    /// As expressions see the caller.
    var values: CallerValues? {
        switch self {
        case .person(let person, let session):
            CallerValues(person: person.reference, language: person.language ?? "en", session: session)
        case .operations(for: let person, reason: _):
            CallerValues(person: person.reference, language: person.language ?? "en", session: "operations")
        case .system: nil
        }
    }
}

/// What a step wrote, for the answer and for the children's parents.
struct Written {
    var step: Step
    var started: [InstanceID]
}
