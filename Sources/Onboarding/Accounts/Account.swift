public import Statecharts

/// A company's one store of licences, and of who may see them (`domain.md` 2).
public struct Account: Sendable, Hashable {
    /// What it is limited to.
    public enum Kind: String, Sendable, CaseIterable {
        /// Without limits; its identifier is a company's domain.
        case standard
        /// For people with a public e-mail address; its identifier ends with `.smb`.
        case limited

        /// How many people it has room for, everybody and open invitations counted; absent for any number (D-20).
        public var peopleMax: Int? {
            switch self {
            case .standard: nil
            case .limited: 3
            }
        }
    }

    /// Where it is in its life.
    public enum Status: String, Sendable, CaseIterable {
        /// Holds the identifier while somebody's request is open.
        case pending
        /// Somebody with authority activated it.
        case active
        /// Its request ended otherwise, or it was closed.
        case deleted
    }

    /// Somebody as the properties of an account name him: "name (address)".
    public struct Party: Sendable, Hashable {
        /// Id of the person.
        public var id: String
        /// Full name; empty while unknown.
        public var name: String
        /// Primary address.
        public var email: String
    }

    /// Opaque id.
    public var id: String
    /// What it is limited to.
    public var kind: Kind
    /// Where it is in its life.
    public var status: Status
    /// Name, as typed; not unique.
    public var name: String
    /// Account Domain Identifier.
    public var identifier: String
    /// Identifiers that it had before; they go on finding it.
    public var formerIdentifiers: [String]
    /// `Customer Smart Account`.
    public var accountType: String
    /// Who asked for it.
    public var requestedBy: Party?
    /// Who activated it.
    public var createdBy: Party?
    /// When it was asked for.
    public var requestedAt: Timestamp
    /// When it was activated.
    public var activatedAt: Timestamp?
    /// Address of the head office.
    public var headquarters: PostalAddress?
}
