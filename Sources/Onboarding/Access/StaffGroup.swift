/// Groups of the vendor's own people.
public enum StaffGroup: String, Sendable, CaseIterable {
    /// Runs the installation.
    case operations
    /// Decides about identifiers that do not match.
    case domainReview = "domain-review"
    /// Helps customers.
    case support
}
