public import Storage

/// Holders of a right or members of a staff group: the key under which an inbox finds tasks.
public struct GroupKey: Hashable, Sendable {
    /// `staff`, or the noun of a right: `account`.
    public var noun: String
    /// Group name, or the id of the thing.
    public var id: String
    /// `members` of a staff group; `administrators`, `users`, `viewers`, `approvers`, `members` of an account.
    public var right: String

    /// Makes a key.
    public init(noun: String, id: String, right: String) {
        self.noun = noun
        self.id = id
        self.right = right
    }

    /// `account:ID:administrators`, as stored.
    public var text: String { "\(noun):\(id):\(right)" }
}

/// What the engine asks of whoever keeps people and rights; read when needed, in the same transaction, never copied.
public struct Directory: Sendable {
    /// The person with this verified address (canonical), if there is one.
    public var person: @Sendable (_ email: String, _ tx: borrowing Transaction) throws -> DirectoryPerson?
    /// The person with this id.
    public var personWithID: @Sendable (_ id: String, _ tx: borrowing Transaction) throws -> DirectoryPerson?
    /// Who holds the right now.
    public var holders: @Sendable (_ group: GroupKey, _ tx: borrowing Transaction) throws -> [DirectoryPerson]
    /// Every group that the person is in now.
    public var groups: @Sendable (_ personID: String, _ tx: borrowing Transaction) throws -> [GroupKey]
    /// Known nouns with their rights, and known staff groups, for the checks of definitions.
    public var rights: [String: Set<String>]
    /// The staff groups.
    public var staffGroups: Set<String>

    /// Makes a directory.
    public init(
        person: @escaping @Sendable (_ email: String, _ tx: borrowing Transaction) throws -> DirectoryPerson?,
        personWithID: @escaping @Sendable (_ id: String, _ tx: borrowing Transaction) throws -> DirectoryPerson?,
        holders: @escaping @Sendable (_ group: GroupKey, _ tx: borrowing Transaction) throws -> [DirectoryPerson],
        groups: @escaping @Sendable (_ personID: String, _ tx: borrowing Transaction) throws -> [GroupKey],
        rights: [String: Set<String>], staffGroups: Set<String>
    ) {
        self.person = person
        self.personWithID = personWithID
        self.holders = holders
        self.groups = groups
        self.rights = rights
        self.staffGroups = staffGroups
    }

    /// Nobody is known: for engines without people.
    public static let empty = Directory(
        person: { _, _ in nil }, personWithID: { _, _ in nil }, holders: { _, _ in [] }, groups: { _, _ in [] },
        rights: [:], staffGroups: [])
}
