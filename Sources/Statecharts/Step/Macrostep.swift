/// One event run to completion, as a value: no clock, no randomness, no I/O.
///
/// Resumable at domain actions: the engine answers `perform` by running the action in the transaction, replay from the
/// history, exploration with every possible outcome. After a refusal that the definition handles, everything since the
/// start of the macrostep is forgotten and the named branch is taken instead; whoever performed actions undoes them.
public struct Macrostep: Sendable {
    /// What the macrostep asks for next.
    public enum Need: Sendable, Equatable {
        /// Run a domain action; answer with `resume(with:)`.
        case perform(ActionRequest)
        /// Done: write all of it, or none of it.
        case commit(Step)
    }

    /// Begins; nothing runs before `next()`.
    /// - Parameters:
    ///   - data: what the form gave; empty for timers.
    ///   - facts: at least those that the event or timer names.
    /// - Throws: `notOffered`, `noBranch`, `refused`.
    public init(
        _ definition: Definition, at snapshot: Snapshot, on trigger: Trigger, data: Record, caller: CallerValues?,
        facts: Record, now: Timestamp
    ) throws(Rejection) {
        fatalError()
    }

    /// Runs on to the next action or to the end.
    public mutating func next() throws(Rejection) -> Need { fatalError() }

    /// Answers the action that `next()` asked for.
    /// - Returns: whether what was performed so far must be undone, because a refusal is handled by another branch.
    /// - Throws: `actionRefused` for a refusal that the definition does not handle.
    public mutating func resume(with outcome: ActionOutcome) throws(Rejection) -> Bool { fatalError() }
}
