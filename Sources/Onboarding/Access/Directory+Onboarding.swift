public import Engine
import Storage

extension Directory {
    /// People, members of accounts and staff groups, as the engine asks for them.
    public static let onboarding = Directory(
        person: { email, tx in
            guard let address = EmailAddress(canonical: email) else { return nil }
            return try PersonTable.person(address: address, in: tx)?.directoryPerson
        },
        personWithID: { id, tx in try PersonTable.person(id: id, in: tx)?.directoryPerson },
        holders: { group, tx in
            if group.noun == "staff" {
                return try PersonTable.staff(of: group.id, in: tx).map(\.directoryPerson)
            }
            guard group.noun == "account" else { return [] }
            let role = Member.Role.allCases.first { $0.right == group.right }
            guard role != nil || group.right == Member.anyRight else { return [] }
            return try PersonTable.members(of: group.id, as: role, in: tx).map(\.directoryPerson)
        },
        groups: { personID, tx in
            let staff = try tx.rows(PersonSQL.groupsOf, .text(personID)).map { row in
                GroupKey(noun: "staff", id: try row.text(0), right: "members")
            }
            return try staff + MemberTable.groups(of: personID, in: tx)
        },
        rights: ["account": Set(Member.Role.allCases.map(\.right)).union([Member.anyRight])],
        staffGroups: Set(StaffGroup.allCases.map(\.rawValue)))
}
