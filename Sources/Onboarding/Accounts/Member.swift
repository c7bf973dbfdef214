public import Statecharts

/// A person's place in an account.
public struct Member: Sendable, Hashable {
    /// What a member may do (`domain.md` 3).
    public enum Role: String, Sendable, CaseIterable {
        /// Manages the account; the first one is who activated it.
        case administrator
        /// Works with licences and devices.
        case user
        /// Sees and changes nothing.
        case viewer
        /// May accept agreements besides administrators.
        case approver

        /// The right by which definitions name the holders: `administrators`.
        public var right: String { rawValue + "s" }
    }

    /// The right that every member has.
    public static let anyRight = "members"

    /// Who.
    public var person: Person
    /// What he may do.
    public var role: Role
    /// Since when.
    public var since: Timestamp
}
