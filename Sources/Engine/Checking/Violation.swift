/// One place where an invariant does not hold.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
    /// Which one.
    public var invariant: Invariant
    /// Of which instance, account or other row; absent where it is the store's as a whole.
    public var subject: String?
    /// What was found; names of rows only, nothing that is about a person.
    public var text: String

    /// Makes a finding.
    public init(_ invariant: Invariant, _ subject: String?, _ text: String) {
        self.invariant = invariant
        self.subject = subject
        self.text = text
    }

    /// `I-03 018f…: the head is not the hash of entry 2`.
    public var description: String {
        [invariant.rawValue, subject.map { "\($0):" }, text].compactMap(\.self).joined(separator: " ")
    }
}
