public import Engine
public import Statecharts

/// Somebody who proved at least one e-mail address.
public struct Person: Hashable, Sendable {
    /// An address that the person proved.
    public struct Address: Hashable, Sendable {
        /// The address.
        public var email: EmailAddress
        /// When it was proved last.
        public var verifiedAt: Timestamp
        /// Exactly one is.
        public var isPrimary: Bool
    }

    /// Opaque id.
    public var id: String
    /// Proved addresses, the primary one first.
    public var addresses: [Address]
    /// What the person says of himself.
    public var profile: Profile
    /// Flagged as working for a partner.
    public var isPartner: Bool
    /// `operations`, `domain-review`, `support`.
    public var staffGroups: Set<String>
    /// First sign-in.
    public var createdAt: Timestamp

    /// Primary address, canonical.
    public var email: String { addresses.first?.email.text ?? "" }

    /// Whether the shorter limits of staff hold for the sessions.
    public var isStaff: Bool { !staffGroups.isEmpty }

    /// As the engine knows the person.
    public var directoryPerson: DirectoryPerson {
        DirectoryPerson(
            id: id, email: email, addresses: addresses.map(\.email.text), language: profile.language,
            name: profile.fullName)
    }
}
