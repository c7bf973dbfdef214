import Statecharts
import Storage

/// Who holds which role of an instance, read now and never copied (`format.md` 2).
struct RoleReader {
    let definition: Definition
    let directory: DirectoryMemory

    /// The roles that a person holds in an instance with this context, in the order of the definition.
    func roles(
        of person: DirectoryPerson, context: Record, in tx: borrowing Transaction
    ) throws -> [String] {
        try definition.heldRoles { role in
            for source in role.sources where try holds(person, source, context, in: tx) { return true }
            return false
        }
    }

    private func holds(
        _ person: DirectoryPerson, _ source: Role.Source, _ context: Record, in tx: borrowing Transaction
    ) throws -> Bool {
        if let group = group(of: source, context: context) {
            guard let id = person.id else { return false }
            return try directory.groups(of: id, in: tx).contains(group)
        }
        return references(of: source, context: context).contains { person.isSame(as: $0) }
    }

    /// Everybody who holds one of the roles, each person once.
    func holders(
        of roles: [String], context: Record, in tx: borrowing Transaction
    ) throws -> [DirectoryPerson] {
        var known: [String: [DirectoryPerson]] = [:]
        var people: [DirectoryPerson] = []
        for role in roles.compactMap(definition.role) {
            for person in try holders(of: role, context: context, &known, in: tx) where !people.holds(person) {
                people.append(person)
            }
        }
        return people
    }

    private func holders(
        of role: Role, context: Record, _ known: inout [String: [DirectoryPerson]], in tx: borrowing Transaction
    ) throws -> [DirectoryPerson] {
        if let people = known[role.name] { return people }
        var excepted: [DirectoryPerson] = []
        for role in role.except.compactMap(definition.role) {
            excepted += try holders(of: role, context: context, &known, in: tx)
        }
        var people: [DirectoryPerson] = []
        for source in role.sources {
            for person in try holders(of: source, context: context, in: tx)
            where !people.holds(person) && !excepted.holds(person) {
                people.append(person)
            }
        }
        known[role.name] = people
        return people
    }

    /// People of a source that names them, absent for rights and staff groups.
    func references(of source: Role.Source, context: Record) -> [PersonReference] {
        guard case .context(let field) = source, let value = context[field] else { return [] }
        return value.people
    }

    /// The group of a source that names a right or a staff group.
    func group(of source: Role.Source, context: Record) -> GroupKey? {
        switch source {
        case .context: return nil
        case .staff(let group): return GroupKey(noun: "staff", id: group, right: "members")
        case .right(let noun, let field, let right):
            guard case .text(let id) = context[field] else { return nil }
            return GroupKey(noun: noun, id: id, right: right)
        }
    }

    /// Under which inboxes a turn of the role is found: a group's key, or that of each person.
    func turnKeys(of role: Role, context: Record, keys: SealKeys) -> [(person: [UInt8]?, group: String?)] {
        var found: [(person: [UInt8]?, group: String?)] = []
        for source in role.sources {
            if let group = group(of: source, context: context) {
                found.append((nil, group.text))
            } else {
                for person in references(of: source, context: context) {
                    found.append((keys.personKey(person.email), nil))
                }
            }
        }
        return found
    }

    /// The person as the directory knows one now.
    func person(_ reference: PersonReference, in tx: borrowing Transaction) throws -> DirectoryPerson {
        if let id = reference.id, let known = try directory.person(id: id, in: tx) { return known }
        return try directory.person(reference.email, in: tx) ?? DirectoryPerson(unknown: reference.email)
    }

    private func holders(
        of source: Role.Source, context: Record, in tx: borrowing Transaction
    ) throws -> [DirectoryPerson] {
        if let group = group(of: source, context: context) { return try directory.holders(of: group, in: tx) }
        var people: [DirectoryPerson] = []
        for reference in references(of: source, context: context) { people.append(try person(reference, in: tx)) }
        return people
    }
}

extension [DirectoryPerson] {
    /// Whether the person is one of them.
    fileprivate func holds(_ person: DirectoryPerson) -> Bool { contains { $0.isSame(as: person.reference) } }
}

extension DirectoryPerson {
    /// Same id, or the address is one of the verified ones (D-07).
    func isSame(as reference: PersonReference) -> Bool {
        if let id, let other = reference.id { return id == other }
        return addresses.contains { PersonReference(email: $0).hasSameAddress(as: reference) }
    }
}

extension Value {
    /// The people in a `person`, an `email` (by its place), or a list of these.
    var people: [PersonReference] {
        switch self {
        case .person(let reference): [reference]
        case .text(let email): [PersonReference(email: email)]
        case .list(let values): values.flatMap(\.people)
        case .boolean, .integer, .timestamp, .duration, .record: []
        }
    }
}
