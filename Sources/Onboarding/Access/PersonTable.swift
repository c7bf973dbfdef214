import Engine
import Foundation
import Statecharts
import Storage

/// Rows of people, their addresses and their staff groups.
enum PersonTable {
    static func person(id: String, in tx: borrowing Transaction) throws -> Person? {
        guard let row = try tx.rows(PersonSQL.byID, .text(id)).first else { return nil }
        let addresses = try tx.rows(PersonSQL.addresses, .text(id)).map(address)
        let groups = try tx.rows(PersonSQL.groupsOf, .text(id)).map { try $0.text(0) }
        return Person(
            id: id, addresses: addresses, profile: try profile(row), isPartner: try row.flag("is_partner"),
            staffGroups: Set(groups), createdAt: Timestamp(microseconds: try row.integer("created_at")))
    }

    static func person(address: EmailAddress, in tx: borrowing Transaction) throws -> Person? {
        guard let row = try tx.rows(PersonSQL.idOfAddress, .text(address.key)).first else { return nil }
        return try person(id: row.text(0), in: tx)
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

    static func write(_ profile: Profile, of id: String, now: Timestamp, in tx: borrowing Transaction) throws {
        let address = try profile.companyAddress.map { try text($0) }
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

    static func members(of group: String, in tx: borrowing Transaction) throws -> [Person] {
        try tx.rows(PersonSQL.membersOf, .text(group)).compactMap { try person(id: $0.text(0), in: tx) }
    }

    /// An address as its column holds it: JSON with sorted keys.
    static func text(_ address: PostalAddress) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(address), as: UTF8.self)
    }

    static func address(_ text: String?) throws -> PostalAddress? {
        try text.map { try JSONDecoder().decode(PostalAddress.self, from: Data($0.utf8)) }
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
            throw DatabaseError(.unexpectedRow, statement: PersonSQL.addresses.name, message: "not an e-mail address")
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
}

enum PersonSQL {
    static let byID = Statement(
        "person.by-id",
        """
        select first_name, last_name, preferred_name, company, company_address, phone, language, time_zone, is_partner,
            created_at
        from person where id = $1
        """)
    static let idOfAddress = Statement(
        "person.id-of-address", "select person_id from person_address where address_key = $1")
    static let addresses = Statement(
        "person.addresses",
        """
        select address, verified_at, is_primary from person_address where person_id = $1
        order by is_primary desc, address_key
        """)
    static let groupsOf = Statement("person.groups-of", "select group_name from staff_member where person_id = $1")
    static let membersOf = Statement(
        "person.members-of", "select person_id from staff_member where group_name = $1 order by person_id")
    static let insert = Statement(
        "person.insert", "insert into person (id, is_partner, created_at, updated_at) values ($1, false, $2, $2)")
    static let insertAddress = Statement(
        "person.insert-address",
        """
        insert into person_address (address_key, address, person_id, verified_at, is_primary)
        values ($1, $2, $3, $4, $5)
        """)
    static let verify = Statement("person.verify", "update person_address set verified_at = $2 where address_key = $1")
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
        byID, idOfAddress, addresses, groupsOf, membersOf, insert, insertAddress, verify, update, updateLanguage,
        updatePartner, join,
    ]
}
