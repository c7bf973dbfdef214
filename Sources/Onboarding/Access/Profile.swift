import Statecharts

/// What a person says of himself (`domain.md` 7, *profile*); everything may be absent until it is asked for.
public struct Profile: Hashable, Sendable {
    /// Given name, as typed.
    public var firstName: String?
    /// Family name, as typed.
    public var lastName: String?
    /// How the person wants to be called.
    public var preferredName: String?
    /// Name of the company.
    public var company: String?
    /// Address of the company; its country is the person's.
    public var companyAddress: PostalAddress?
    /// Telephone number.
    public var phone: String?
    /// `en` or `ja`.
    public var language: String?
    /// IANA name, `Asia/Tokyo`.
    public var timeZone: String?

    /// Makes a profile.
    public init(
        firstName: String? = nil, lastName: String? = nil, preferredName: String? = nil, company: String? = nil,
        companyAddress: PostalAddress? = nil, phone: String? = nil, language: String? = nil, timeZone: String? = nil
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.preferredName = preferredName
        self.company = company
        self.companyAddress = companyAddress
        self.phone = phone
        self.language = language
        self.timeZone = timeZone
    }

    /// Both names in the order of the language: family name first in Japanese; empty while unknown.
    public var fullName: String {
        let names = language == "ja" ? [lastName, firstName] : [firstName, lastName]
        return names.compactMap(\.self).joined(separator: " ")
    }

    /// What a request for an account still needs of the profile (`domain.md` 4.1).
    public enum Missing: String, Sendable, CaseIterable {
        case nothing, name, company, companyAddress
    }

    /// The first thing that is missing.
    public var missing: Missing {
        if firstName == nil || lastName == nil { return .name }
        if company == nil { return .company }
        return companyAddress == nil ? .companyAddress : .nothing
    }
}
