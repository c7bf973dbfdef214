import Engine
import Statecharts
import Storage

/// Rows of members: a person may have several roles in an account.
enum MemberTable {
    static func groups(of person: String, in tx: borrowing Transaction) throws -> [GroupKey] {
        let roles = try tx.rows(MemberSQL.rolesOf, .text(person)).map { row in
            (account: try row.text("account_id"), role: try role(row))
        }
        var keys = roles.map { GroupKey(noun: "account", id: $0.account, right: $0.role.right) }
        for account in Set(roles.map(\.account)).sorted() {
            keys.append(GroupKey(noun: "account", id: account, right: Member.anyRight))
        }
        return keys
    }

    static func members(of account: String, in tx: borrowing Transaction) throws -> [Member] {
        let people = try PersonTable.members(of: account, as: nil, in: tx)
        return try tx.rows(MemberSQL.list, .text(account)).compactMap { row in
            let id = try row.text("person_id")
            guard let person = people.first(where: { $0.id == id }) else { return nil }
            return Member(
                person: person, role: try role(row), since: Timestamp(microseconds: try row.integer("since")))
        }
    }

    static func isMember(_ person: String, of account: String, in tx: borrowing Transaction) throws -> Bool {
        try !tx.rows(MemberSQL.isMember, .text(account), .text(person)).isEmpty
    }

    static func insert(
        _ person: String, in account: String, as role: Member.Role, now: Timestamp, in tx: borrowing Transaction
    ) {
        tx.write(
            MemberSQL.insert, .text(account), .text(person), .text(role.rawValue), .integer(now.microseconds))
    }

    static func role(_ row: Row) throws -> Member.Role {
        guard let role = Member.Role(rawValue: try row.text("role")) else {
            throw DatabaseError(.unexpectedRow, message: "a member has a role that this program does not know")
        }
        return role
    }
}

enum MemberSQL {
    static let rolesOf = Statement(
        "member.roles-of",
        "select account_id, role from member where person_id = $1 order by account_id, role")
    static let list = Statement(
        "member.list", "select person_id, role, since from member where account_id = $1 order by since, person_id, role"
    )
    static let isMember = Statement(
        "member.is-member", "select 1 from member where account_id = $1 and person_id = $2 limit 1")
    static let insert = Statement(
        "member.insert",
        """
        insert into member (account_id, person_id, role, since) values ($1, $2, $3, $4) on conflict do nothing
        """)
    static let all = [rolesOf, list, isMember, insert]
}
