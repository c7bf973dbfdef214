/// What one event makes of an instance: data in order, to be written as a whole or not at all.
public struct Step: Sendable, Equatable {
    /// Where the instance stands afterwards.
    public var snapshot: Snapshot
    /// Ids of the transitions taken, in order: `start.submit#3`, `awaitingActivation.authorise#2`.
    public var took: [String]
    /// States left, innermost first, and entered, outermost first; net over the whole macrostep.
    public var exited: [Int]
    /// States entered, outermost first.
    public var entered: [Int]
    /// Context fields changed, with their new values; those cleared are in `unset`.
    public var set: Record
    /// Context fields cleared.
    public var unset: [String]
    /// Timers to set: those of the states entered, and those whose moment a changed context moved.
    public var timers: [ArmedTimer]
    /// Timers of states that stay active whose moment has become absent.
    public var cancelled: [TimerName]
    /// Starts, messages, publications and mails in the order of the blocks.
    public var effects: [Effect]
    /// Actions in call order with what they answered.
    public var results: [PerformedAction]

    /// The step that does nothing.
    public init(standing snapshot: Snapshot) {
        self.init(
            snapshot: snapshot, took: [], exited: [], entered: [], set: [:], unset: [], timers: [], cancelled: [],
            effects: [], results: [])
    }

    init(
        snapshot: Snapshot, took: [String], exited: [Int], entered: [Int], set: Record, unset: [String],
        timers: [ArmedTimer], cancelled: [TimerName], effects: [Effect], results: [PerformedAction]
    ) {
        self.snapshot = snapshot
        self.took = took
        self.exited = exited
        self.entered = entered
        self.set = set
        self.unset = unset
        self.timers = timers
        self.cancelled = cancelled
        self.effects = effects
        self.results = results
    }

    /// Whether configuration or context differ from before.
    public var isChange: Bool { !exited.isEmpty || !entered.isEmpty || !set.isEmpty || !unset.isEmpty }
}

/// A timer with its due time.
public struct ArmedTimer: Sendable, Hashable {
    /// Identity.
    public var name: TimerName
    /// Fires at or after this moment.
    public var due: Timestamp

    /// Makes an armed timer.
    public init(name: TimerName, due: Timestamp) {
        self.name = name
        self.due = due
    }
}

/// Something that leaves with the commit.
public enum Effect: Sendable, Equatable {
    /// A mail to the holders of its roles.
    case mail(name: String, values: Record)
    /// An instance to start in the same commit.
    case start(StartEffect)
    /// An event for another instance, exactly once in effect and in order for each receiver.
    case send(event: String, to: String, data: Record)
    /// What whoever waits for the topic hears.
    case publish(TopicKey, data: Record)
}

/// An instance to start in the same commit.
public struct StartEffect: Sendable, Equatable {
    /// Workflow and its start event.
    public var workflow: String
    /// Name of the start event.
    public var event: String
    /// The start event's form.
    public var data: Record
    /// Whether its refusal refuses the command: where somebody can be told, in the event's own branch.
    ///
    /// In entry, exit and timers the refusal is recorded and the step goes on.
    public var isRefusable: Bool
    /// The id that it has to get: the context may hold it already.
    public var id: String
    /// The context field that holds it, from which it is taken if the start is refused.
    public var into: String?
    /// Event of the starting instance that its end sends.
    public var done: String?

    /// Makes a start.
    public init(
        workflow: String, event: String, data: Record, isRefusable: Bool, id: String, into: String? = nil,
        done: String? = nil
    ) {
        self.workflow = workflow
        self.event = event
        self.data = data
        self.isRefusable = isRefusable
        self.id = id
        self.into = into
        self.done = done
    }
}

/// A domain action to run now, with its inputs.
public struct ActionRequest: Sendable, Equatable {
    /// Name, as registered.
    public var action: String
    /// Inputs; absent ones have no entry.
    public var input: Record

    /// Makes a request.
    public init(action: String, input: Record) {
        self.action = action
        self.input = input
    }
}

/// What a domain action answered.
public enum ActionOutcome: Sendable, Equatable {
    /// Its results.
    case returned(Record)
    /// A named refusal.
    case refused(String)
}

/// An action with what it answered, as the history records it.
public struct PerformedAction: Sendable, Equatable {
    /// Name, as registered.
    public var action: String
    /// Results or refusal.
    public var outcome: ActionOutcome

    /// Makes a record.
    public init(action: String, outcome: ActionOutcome) {
        self.action = action
        self.outcome = outcome
    }
}

/// Why a macrostep did not happen.
///
/// Nothing is changed.
public enum Rejection: Error, Sendable, Equatable {
    /// No active state has the event.
    case notOffered
    /// No branch held: the text `events.<event>.otherwise`.
    case noBranch(event: String)
    /// The branch refuses: the text `events.<event>.errors.<error>`, at a field if one is named.
    case refused(error: String, field: String?)
    /// An action refused and the definition does not handle it: the text `actions.<action>.<refusal>`.
    case actionRefused(action: String, refusal: String)
    /// A value worked out by `set` is outside its type's bounds.
    case outOfBounds(field: String, error: String)
    /// More than 100 microsteps: a bug of the definition.
    case unstable
    /// The instance would stand where an invariant does not hold: a bug of the definition.
    case broken(invariant: String)
}
