/// One row that is not as the history asks for it.
public struct Difference: Sendable, Hashable {
    /// What kind of row.
    public enum Kind: String, Sendable { case timer, task, link, subscription }

    /// What is wrong with it.
    public enum Fault: String, Sendable {
        /// It should be there.
        case missing
        /// It belongs to nothing that stands.
        case dead
        /// It says something else than the history.
        case wrong
    }

    /// What kind of row.
    public var kind: Kind
    /// `state.timer#n`, `state.role#n`, a link's id, or a topic; nothing that is about a person.
    public var name: String
    /// What is wrong with it.
    public var fault: Fault

    /// `timer waiting.remind#1`, as histories and operators read it.
    public var text: String { "\(kind.rawValue) \(name)" }
}
