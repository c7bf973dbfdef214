import Engine
import Foundation
import Statecharts
import Storage

/// Rows of people, their addresses and their staff groups.
enum PersonTable {
    static func person(id: String, in tx: borrowing Transaction) throws -> Person? {
        try tx.remembering("person.id \(id)") { try people(tx.rows(PersonSQL.byID, .text(id))).first }
    }

    static func person(address: EmailAddress, in tx: borrowing Transaction) throws -> Person? {
        try tx.remembering("person.address \(address.key)") {
            try people(tx.rows(PersonSQL.byAddress, .text(address.key))).first
        }
    }

    /// Whose API token has this hash, and the token's columns.
    static func bearer(ofHash hash: [UInt8], in tx: borrowing Transaction) throws -> (person: Person, token: Row)? {
        let rows = try tx.rows(PersonSQL.byToken, .bytes(hash))
        guard let person = try people(rows).first else { return nil }
        return (person, rows[0])
    }

    /// The person of a definition's input: by id, or by a proved address.
    static func person(_ input: PersonInput, in tx: borrowing Transaction) throws -> Person? {
        if let id = input.id { return try person(id: id, in: tx) }
        guard let address = EmailAddress(input.email) else { return nil }
        return try person(address: address, in: tx)
    }

    /// The person of a proved address, made when there is none yet; the proof is dated now.
    static func proved(
        _ address: EmailAddress, id: @autoclosure () -> String, now: Timestamp, in tx: borrowing Transaction
    ) throws -> Person {
        if let row = try tx.rows(PersonSQL.idOfAddress, .text(address.key)).first {
            tx.write(PersonSQL.verify, .text(address.key), .integer(now.microseconds))
            return try known(row.text(0), in: tx)
        }
        let id = id()
        tx.write(PersonSQL.insert, .text(id), .integer(now.microseconds))
        tx.write(
            PersonSQL.insertAddress, .text(address.key), .text(address.text), .text(id), .integer(now.microseconds),
            .flag(true))
        return try known(id, in: tx)
    }

    /// Adds a proved address to a person; false if it is somebody else's.
    static func add(
        _ address: EmailAddress, to person: String, now: Timestamp, in tx: borrowing Transaction
    ) throws -> Bool {
        if let row = try tx.rows(PersonSQL.idOfAddress, .text(address.key)).first {
            guard try row.text(0) == person else { return false }
            tx.write(PersonSQL.verify, .text(address.key), .integer(now.microseconds))
            return true
        }
        tx.write(
            PersonSQL.insertAddress, .text(address.key), .text(address.text), .text(person),
            .integer(now.microseconds), .flag(false))
        return true
    }

    /// Makes one of a person's addresses the primary one; false if it is not one of his.
    static func makePrimary(
        _ address: EmailAddress, of person: String, in tx: borrowing Transaction
    ) throws -> Bool {
        guard try tx.rows(PersonSQL.idOfAddress, .text(address.key)).first?.text(0) == person else { return false }
        tx.write(PersonSQL.clearPrimary, .text(person))
        tx.write(PersonSQL.setPrimary, .text(person), .text(address.key))
        return true
    }

    static func write(_ profile: Profile, of id: String, now: Timestamp, in tx: borrowing Transaction) throws {
        let address = profile.companyAddress.map(text)
        tx.write(
            PersonSQL.update, .text(id), .text(orNull: profile.firstName), .text(orNull: profile.lastName),
            .text(orNull: profile.preferredName), .text(orNull: profile.company), .text(orNull: address),
            .text(orNull: profile.phone), .text(orNull: profile.language), .text(orNull: profile.timeZone),
            .integer(now.microseconds))
    }

    static func write(language: String, of id: String, now: Timestamp, in tx: borrowing Transaction) throws {
        tx.write(PersonSQL.updateLanguage, .text(id), .text(language), .integer(now.microseconds))
    }

    static func write(isPartner: Bool, of id: String, in tx: borrowing Transaction) {
        tx.write(PersonSQL.updatePartner, .text(id), .flag(isPartner))
    }

    static func join(_ group: String, _ id: String, in tx: borrowing Transaction) {
        tx.write(PersonSQL.join, .text(group), .text(id))
    }

    static func staff(of group: String, in tx: borrowing Transaction) throws -> [Person] {
        try people(tx.rows(PersonSQL.membersOf, .text(group)))
    }

    /// Whoever has a role in the account, or any role without one.
    static func members(
        of account: String, as role: Member.Role?, in tx: borrowing Transaction
    ) throws -> [Person] {
        try people(tx.rows(PersonSQL.withRole, .text(account), .text(orNull: role?.rawValue)))
    }

    /// An address as its column holds it: JSON with sorted keys.
    static func text(_ address: PostalAddress) -> String { JSON(address.value).canonicalText }

    static func address(_ text: String?) throws -> PostalAddress? {
        guard let text else { return nil }
        guard let address = PostalAddress(try JSON(parsing: text)) else {
            throw DatabaseError(.unexpectedRow, statement: "person.address", message: "not an address: its parts lack")
        }
        return address
    }

    /// The people of an answer, which has a row for each address.
    private static func people(_ rows: [Row]) throws -> [Person] {
        var people: [Person] = []
        for row in rows {
            let id = try row.text("id")
            if people.last?.id != id {
                let groups = try row.optionalText("staff_groups") ?? ""
                people.append(
                    Person(
                        id: id, addresses: [], profile: try profile(row), isPartner: try row.flag("is_partner"),
                        staffGroups: Set(groups.split(separator: " ").map(String.init)),
                        createdAt: Timestamp(microseconds: try row.integer("created_at"))))
            }
            if try row.optionalText("address") != nil { people[people.count - 1].addresses.append(try address(row)) }
        }
        return people
    }

    private static func known(_ id: String, in tx: borrowing Transaction) throws -> Person {
        guard let person = try person(id: id, in: tx) else {
            throw DatabaseError(
                .unexpectedRow, statement: PersonSQL.byID.name, message: "an address without its person")
        }
        return person
    }

    private static func profile(_ row: Row) throws -> Profile {
        Profile(
            firstName: try row.optionalText("first_name"), lastName: try row.optionalText("last_name"),
            preferredName: try row.optionalText("preferred_name"), company: try row.optionalText("company"),
            companyAddress: try address(row.optionalText("company_address")), phone: try row.optionalText("phone"),
            language: try row.optionalText("language"), timeZone: try row.optionalText("time_zone"))
    }

    private static func address(_ row: Row) throws -> Person.Address {
        let text = try row.text("address")
        guard let email = EmailAddress(canonical: text) else {
            throw DatabaseError(.unexpectedRow, statement: PersonSQL.byID.name, message: "not an e-mail address")
        }
        return Person.Address(
            email: email, verifiedAt: Timestamp(microseconds: try row.integer("verified_at")),
            isPrimary: try row.flag("is_primary"))
    }
}

/// A person as definitions hand one to actions.
struct PersonInput: Decodable, Sendable {
    var id: String?
    var email: String

    /// The address by which the person is named.
    var address: EmailAddress {
        get throws {
            guard let address = EmailAddress(email) else { throw OnboardingFault("somebody is named by no address") }
            return address
        }
    }
}

enum PersonSQL {
    /// People with a row for each address, the primary one first.
    ///
    /// - Parameters:
    ///   - tables: where they are found, as `p`.
    ///   - columns: what is told beside them.
    ///   - condition: which people.
    private static func people(
        from tables: String = "person p", telling columns: String = "", where condition: String, on store: StoreKind
    ) -> String {
        let listed = store == .sqlite ? "group_concat" : "string_agg"
        return """
            select p.id, first_name, last_name, preferred_name, company, company_address, phone, language, time_zone,
                is_partner, created_at, address, verified_at, is_primary,
                (select \(listed)(group_name, ' ') from staff_member where person_id = p.id) as staff_groups\(columns)
            from \(tables) left join person_address a on a.person_id = p.id
            where \(condition) order by p.id, is_primary desc, address_key
            """
    }

    static let byID = Statement(
        "person.by-id", sqlite: people(where: "p.id = ?1", on: .sqlite),
        postgres: people(where: "p.id = $1", on: .postgres))
    static let byAddress = Statement(
        "person.by-address",
        sqlite: people(where: "p.id = (select person_id from person_address where address_key = ?1)", on: .sqlite),
        postgres: people(where: "p.id = (select person_id from person_address where address_key = $1)", on: .postgres))
    static let byToken = Statement(
        "person.by-token",
        sqlite: people(from: bearers, telling: tokenColumns, where: "t.secret_hash = ?1", on: .sqlite),
        postgres: people(from: bearers, telling: tokenColumns, where: "t.secret_hash = $1", on: .postgres))
    private static let bearers = "api_token t join person p on p.id = t.person_id"
    private static let tokenColumns = ", t.id as token_id, t.expires_at, t.used_at"
    static let membersOf = Statement(
        "person.members-of",
        sqlite: people(where: "p.id in (select person_id from staff_member where group_name = ?1)", on: .sqlite),
        postgres: people(where: "p.id in (select person_id from staff_member where group_name = $1)", on: .postgres))
    /// Any role where none is given.
    static let withRole = Statement(
        "person.with-role",
        sqlite: people(
            where: "p.id in (select person_id from member where account_id = ?1 and (?2 is null or role = ?2))",
            on: .sqlite),
        postgres: people(
            where: """
                p.id in (select person_id from member where account_id = $1 and ($2::text is null or role = $2))
                """,
            on: .postgres))
    static let idOfAddress = Statement(
        "person.id-of-address", "select person_id from person_address where address_key = $1")
    static let groupsOf = Statement("person.groups-of", "select group_name from staff_member where person_id = $1")
    static let insert = Statement(
        "person.insert", "insert into person (id, is_partner, created_at, updated_at) values ($1, false, $2, $2)")
    static let insertAddress = Statement(
        "person.insert-address",
        """
        insert into person_address (address_key, address, person_id, verified_at, is_primary)
        values ($1, $2, $3, $4, $5)
        """)
    static let verify = Statement("person.verify", "update person_address set verified_at = $2 where address_key = $1")
    static let clearPrimary = Statement(
        "person.clear-primary", "update person_address set is_primary = false where person_id = $1 and is_primary")
    static let setPrimary = Statement(
        "person.set-primary", "update person_address set is_primary = true where person_id = $1 and address_key = $2")
    static let update = Statement(
        "person.update",
        """
        update person set first_name = $2, last_name = $3, preferred_name = $4, company = $5, company_address = $6,
            phone = $7, language = $8, time_zone = $9, updated_at = $10
        where id = $1
        """)
    static let updateLanguage = Statement(
        "person.update-language", "update person set language = $2, updated_at = $3 where id = $1")
    static let updatePartner = Statement("person.update-partner", "update person set is_partner = $2 where id = $1")
    static let join = Statement(
        "person.join", "insert into staff_member (group_name, person_id) values ($1, $2) on conflict do nothing")
    static let all = [
        byID, byAddress, byToken, membersOf, withRole, idOfAddress, groupsOf, insert, insertAddress, verify,
        clearPrimary, setPrimary, update, updateLanguage, updatePartner, join,
    ]
}
