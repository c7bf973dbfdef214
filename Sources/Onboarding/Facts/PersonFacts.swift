import Engine
import Statecharts
import Storage

/// Questions about people.
enum PersonFacts {
    static func all(_ publicEmailDomains: PublicEmailDomains) -> [Fact] {
        [isPublicEmail(publicEmailDomains), isPartner, profileMissing, companyOf, companyAddressOf, nameOf]
    }

    private static func isPublicEmail(_ domains: PublicEmailDomains) -> Fact {
        Fact("isPublicEmail", FactSignature(arguments: [.email], result: .boolean)) { arguments, _, _ in
            guard case .text(let email) = arguments.first, let address = EmailAddress(email) else { return nil }
            return .boolean(domains.contains(address.domain))
        }
    }

    private static let isPartner = Fact(
        "isPartner", FactSignature(arguments: [.person], result: .boolean)
    ) { arguments, _, tx in
        .boolean(try person(arguments.first, in: tx)?.isPartner ?? false)
    }

    private static let profileMissing = Fact(
        "profileMissing",
        FactSignature(arguments: [.person], result: .enumeration(Profile.Missing.allCases.map(\.rawValue)))
    ) { arguments, _, tx in
        let profile = try person(arguments.first, in: tx)?.profile ?? Profile()
        return .text(profile.missing.rawValue)
    }

    private static let companyOf = Fact(
        "companyOf", FactSignature(arguments: [.person], result: .text(TextBounds(max: 100)))
    ) { arguments, _, tx in
        try person(arguments.first, in: tx)?.profile.company.map(Value.text)
    }

    private static let nameOf = Fact(
        "nameOf", FactSignature(arguments: [.person], result: .text(TextBounds(max: 250)))
    ) { arguments, _, tx in
        guard let name = try person(arguments.first, in: tx)?.profile.fullName, !name.isEmpty else { return nil }
        return .text(name)
    }

    private static let companyAddressOf = Fact(
        "companyAddressOf", FactSignature(arguments: [.person], result: PostalAddress.type)
    ) { arguments, _, tx in
        try person(arguments.first, in: tx)?.profile.companyAddress?.value
    }

    static func person(_ value: Value?, in tx: borrowing Transaction) throws -> Person? {
        guard case .person(let reference) = value else { return nil }
        return try PersonTable.person(PersonInput(id: reference.id, email: reference.email), in: tx)
    }
}
