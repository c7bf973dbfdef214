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
    /// Mails and starts in the order of the blocks.
    public var effects: [Effect]
    /// Actions in call order with what they answered.
    public var results: [PerformedAction]

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
    /// An instance to start in the same commit. If it refuses, the command is refused where somebody can be told
    /// (`isRefusable`: the event's own branch); in entry, exit and timers the refusal is recorded and the step goes on.
    case start(workflow: String, event: String, data: Record, isRefusable: Bool)
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
}
