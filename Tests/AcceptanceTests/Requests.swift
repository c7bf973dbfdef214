import Engine
import Onboarding
import Statecharts
import Storage
import TestKit

/// Forms as the cast of `domain.md` 9 fills them in.
enum Requests {
    static let headquarters = JSON.object([
        ("country", "JP"), ("line1", "見本町1-2-3"), ("city", "千代田区"), ("postalCode", "100-0000"),
    ])

    /// For one's own company, with a company address.
    static func standard(_ name: String = "XYZ製作所") -> JSON {
        .object([("authority", "self"), ("accountName", .string(name)), ("headquarters", headquarters)])
    }

    /// For oneself, with a public address: one click.
    static func limited(_ name: String = "st elizabeth hospital") -> JSON {
        .object([("authority", "self"), ("accountName", .string(name))])
    }

    /// Somebody else is asked to authorise; a partner's request for a customer with a public address.
    static func other(
        approver: String = "egain@webmail.example", wants: Bool = true, users: [String] = ["zab@webmail.example"],
        name: String = "Customer Company Name"
    ) -> JSON {
        .object([
            ("authority", "other"), ("approver", .string(approver)), ("accountName", .string(name)),
            ("wantsAccess", .boolean(wants)), ("users", .array(users.map(JSON.string))),
        ])
    }

    /// With an identifier that is not one's own domain.
    static func edited(
        prefix: String? = nil, domain: String, name: String = "Kestrel Lab",
        justification: String = "Second account for our lab network", phone: String = "+44 20 7946 0199"
    ) -> JSON {
        var members: [(name: String, value: JSON)] = [
            ("authority", "self"), ("accountName", .string(name)), ("headquarters", headquarters),
            ("editIdentifier", true), ("domain", .string(domain)), ("justification", .string(justification)),
            ("phone", .string(phone)),
        ]
        if let prefix { members.append(("prefix", .string(prefix))) }
        return .object(members)
    }

    /// The approver's yes.
    static func authorise(
        _ name: String = "Customer Company Name", allow: [String: Bool] = [:], hasHeadquarters: Bool = false
    ) -> JSON {
        var members: [(name: String, value: JSON)] = [("accountName", .string(name))]
        if !allow.isEmpty {
            let rows = allow.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSON.boolean($0.value)) }
            members.append(("allow", .object(rows)))
        }
        if hasHeadquarters { members.append(("headquarters", headquarters)) }
        return .object(members)
    }

    /// A profile as its form takes it.
    static func profile(first: String, last: String, hasAddress: Bool = true) -> JSON {
        var members: [(name: String, value: JSON)] = [
            ("company", "XYZ"), ("firstName", .string(first)), ("language", "en"), ("lastName", .string(last)),
            ("phone", "+81 3 5555 0151"),
        ]
        if hasAddress { members.append(("companyAddress", headquarters)) }
        return .object(members)
    }
}

extension TestWorld {
    /// The account that an account request is about.
    func account(of view: InstanceView) -> String {
        if case .text(let id) = view.context["account"] { id } else { "" }
    }

    /// Taro's request, up to the mail.
    func taroAsks() async throws -> InstanceView {
        let view = try await start("account-request", as: "taro", Requests.standard()).instance
        try await settle()
        return view
    }

    /// Guna's request for a customer, up to the mails.
    func gunaAsks() async throws -> InstanceView {
        let view = try await start("account-request", as: "guna", Requests.other()).instance
        try await settle()
        return view
    }

    /// Anna's request with a prefix, up to the mails.
    func annaAsks() async throws -> InstanceView {
        let request = Requests.edited(prefix: "lab", domain: "kestrel.example")
        let view = try await start("account-request", as: "anna", request).instance
        try await settle()
        return view
    }

    /// Puts somebody into an account, as flows to come will do.
    func makeMember(_ name: String, role: String, of account: String) async throws {
        let id = try await person(name).id
        try await database.transaction { tx in
            tx.write(
                Statement(
                    "test.member",
                    "insert into member (account_id, person_id, role, since) values ($1, $2, $3, $4)"),
                .text(account), .text(id), .text(role), .integer(0))
        }
    }
}
