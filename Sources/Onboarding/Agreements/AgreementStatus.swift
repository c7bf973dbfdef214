public import Statecharts

/// How an account stands to a version of an agreement.
public struct AgreementStatus: Sendable, Hashable {
    /// Where the acceptance stands (`domain.md` 4.2).
    public enum Standing: String, Sendable, CaseIterable {
        case pending, accepted, overdue
    }

    /// Who accepted, and what the record of it says.
    public struct Acceptance: Sendable, Hashable {
        /// Id of the person.
        public var personID: String
        /// Full name now.
        public var name: String
        /// The proved address at that time.
        public var address: String
        /// Hash over the texts of all languages.
        public var textHash: String
        /// The language in which the text was shown.
        public var language: String
        /// Opaque id of the session.
        public var session: String
        /// When.
        public var at: Timestamp
    }

    /// `company`.
    public var kind: String
    /// Version.
    public var version: Int64
    /// Absent while nobody accepted.
    public var acceptance: Acceptance?
    /// From then on a missing acceptance is overdue: 30 days after the activation.
    public var dueAt: Timestamp

    /// Where the acceptance stands at a moment.
    public func standing(at now: Timestamp) -> Standing {
        if acceptance != nil { return .accepted }
        return now < dueAt ? .pending : .overdue
    }
}
