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
        active.filter { !definition.states[$0].isCompound }.map { definition.states[$0] }
    }

    /// Sorted names of the active leaves, as stored and as the API shows them.
    public func leafNames(in definition: Definition) -> [String] {
        active.filter { !definition.states[$0].isCompound }.map { definition.states[$0].name }.sorted()
    }

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
    /// Operations end the instance in this final state, whatever state it stands in.
    case cancel(to: String)
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
        let bytes = text.utf8
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")), dot > bytes.startIndex,
            let hash = bytes.firstIndex(of: UInt8(ascii: "#")), hash > bytes.index(after: dot),
            !bytes[bytes.index(after: dot)..<hash].contains(UInt8(ascii: ".")),
            let number = Self.number(bytes[bytes.index(after: hash)...])
        else { return nil }
        self.init(state: String(text[..<dot]), timer: String(text[text.index(after: dot)..<hash]), number: number)
    }

    /// One number has one text: digits only, none of them a zero before others.
    private static func number(_ digits: Substring.UTF8View) -> Int? {
        guard let first = digits.first, (0x31...0x39).contains(first), digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(Substring(digits))
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
