import Storage

/// What a command has asked of the directory, so that it asks once: on PostgreSQL every question is a round trip.
///
/// A domain action may change people and rights, so after one everything is asked anew.
final class DirectoryMemory {
    private let directory: Directory
    private var peopleByEmail: [String: DirectoryPerson?] = [:]
    private var peopleByID: [String: DirectoryPerson?] = [:]
    private var holders: [GroupKey: [DirectoryPerson]] = [:]
    private var groups: [String: [GroupKey]] = [:]

    init(_ directory: Directory) { self.directory = directory }

    /// The person with this verified address, if there is one.
    func person(_ email: String, in tx: borrowing Transaction) throws -> DirectoryPerson? {
        if let known = peopleByEmail[email] { return known }
        let person = try directory.person(email, tx)
        peopleByEmail[email] = .some(person)
        return person
    }

    /// The person with this id, if there is one.
    func person(id: String, in tx: borrowing Transaction) throws -> DirectoryPerson? {
        if let known = peopleByID[id] { return known }
        let person = try directory.personWithID(id, tx)
        peopleByID[id] = .some(person)
        return person
    }

    /// Who holds the right.
    func holders(of group: GroupKey, in tx: borrowing Transaction) throws -> [DirectoryPerson] {
        if let known = holders[group] { return known }
        let people = try directory.holders(group, tx)
        holders[group] = people
        return people
    }

    /// Every group that the person is in.
    func groups(of personID: String, in tx: borrowing Transaction) throws -> [GroupKey] {
        if let known = groups[personID] { return known }
        let found = try directory.groups(personID, tx)
        groups[personID] = found
        return found
    }

    /// Everything is asked anew.
    func forget() {
        peopleByEmail = [:]
        peopleByID = [:]
        holders = [:]
        groups = [:]
    }
}
