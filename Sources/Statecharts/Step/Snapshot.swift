/// Where an instance stands: the end of a macrostep.
public struct Snapshot: Sendable, Equatable {
    /// Active states.
    public var configuration: Configuration
    /// Context values.
    public var context: Record

    /// Makes a snapshot.
    public init(configuration: Configuration, context: Record) {
        self.configuration = configuration
        self.context = context
    }

    /// Before the start event: no active state, no values.
    public static let unborn = Snapshot(configuration: Configuration(active: []), context: [:])
}

/// The set of active states: leaves and all their ancestors (SCXML 1.0, 3.11).
public struct Configuration: Sendable, Hashable {
    /// Indices into `Definition.states`, ascending, which is document order.
    public let active: [Int]

    /// Makes a configuration of active states, ancestors included, in any order.
    public init(active: [Int]) { self.active = active.sorted() }

    /// Makes a configuration of active states that are in order.
    init(ascending: [Int]) { active = ascending }

    /// Whether the state is active.
    public func contains(_ state: Int) -> Bool { active.contains(state) }

    /// The active leaves.
    public func leaves(in definition: Definition) -> [StateNode] {
        active.map { definition.states[$0] }.filter { !$0.isCompound }
    }

    /// Sorted names of the active leaves, as stored and as the API shows them.
    public func leafNames(in definition: Definition) -> [String] { leaves(in: definition).map(\.name).sorted() }

    /// The configuration whose leaves have these names; absent if one is no leaf of the definition.
    public init?(leafNames: [String], in definition: Definition) {
        var active: Set<Int> = []
        for name in leafNames {
            guard let leaf = definition.state(name), !leaf.isCompound else { return nil }
            active.insert(leaf.index)
            var parent = leaf.parent
            while let index = parent {
                active.insert(index)
                parent = definition.states[index].parent
            }
        }
        self.init(active: Array(active))
    }

    /// An active final state at the top ends the instance.
    public func isFinal(in definition: Definition) -> Bool {
        active.contains { definition.states[$0].isFinal && definition.states[$0].parent == nil }
    }
}

/// What a macrostep runs on.
public enum Trigger: Sendable, Equatable {
    /// A start event, by its name.
    case start(String)
    /// An event of an active state, by its name.
    case event(String)
    /// A due timer.
    case timer(TimerName)
}

/// The identity of one armed timer: `awaitingActivation.remind#2`.
public struct TimerName: Sendable, Hashable {
    /// The state that arms it.
    public var state: String
    /// The timer's name there.
    public var timer: String
    /// Which moment, from 1; `every` has the number after the last `at`.
    public var number: Int

    /// Makes a name.
    public init(state: String, timer: String, number: Int) {
        self.state = state
        self.timer = timer
        self.number = number
    }

    /// Reads `state.timer#n`.
    public init?(_ text: String) {
        let halves = text.split(separator: "#")
        guard halves.count == 2, let number = Int(halves[1]), number > 0 else { return nil }
        let names = halves[0].split(separator: ".")
        guard names.count == 2 else { return nil }
        self.init(state: String(names[0]), timer: String(names[1]), number: number)
        // Splitting and `Int` are lenient (`a..b#+1`): one name has one text.
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// `state.timer#n`, as stored.
    public var text: String { "\(state).\(timer)#\(number)" }
}

/// Who sends an event, as expressions see it under `caller`.
public struct CallerValues: Sendable, Equatable {
    /// The person, with the primary address.
    public var person: PersonReference
    /// `en` or `ja`.
    public var language: String
    /// Opaque id of the session, never its secret.
    public var session: String

    /// Makes a caller.
    public init(person: PersonReference, language: String, session: String) {
        self.person = person
        self.language = language
        self.session = session
    }
}
