import Engine
public import Statecharts
public import Storage

/// The made-up people of the documents, tests and the demo, at reserved domains (`domain.md` 9).
public enum SampleData {
    /// Somebody of the cast.
    public struct Sample: Sendable, Hashable {
        /// Address with which the person signs in.
        public var email: String
        /// Complete.
        public var profile: Profile
        /// Works for a partner.
        public var isPartner: Bool
        /// Works for the vendor.
        public var staffGroup: StaffGroup?
    }

    /// What counts as public e-mail domain in the cast besides the shipped list.
    public static let publicEmailDomains: Set<String> = ["webmail.example"]

    /// Everybody.
    public static let people: [Sample] = [
        sample("anna@kestrel.example", "Anna", "Lindqvist", "Kestrel Networks", kestrel, "+44 20 7946 0101"),
        sample(
            "guna@kestrel.example", "Guna", "Raman", "Kestrel Networks", kestrel, "+44 20 7946 0102", isPartner: true),
        sample("egain@webmail.example", "Egain", "Moreau", "Moreau Trading", moreau, "+44 20 7946 0103"),
        sample("mohammad@webmail.example", "Mohammad", "Aziz", "st elizabeth hospital", hospital, "+1 618 555 0120"),
        sample("zab@webmail.example", "Zab", "Novak", "Novak Workshop", novak, "+1 618 555 0121"),
        sample("felipe@br.logica.example", "Felipe", "Duarte", "Logica Sistemas", logica, "+55 11 5555 0130"),
        sample(
            "maria@converge.example", "Maria", "Santos", "Converge Integration", converge, "+1 618 555 0140",
            isPartner: true),
        sample(
            "taro@xyz-manufacture.example", "太郎", "山田", "XYZ製作所", xyz, "+81 3 5555 0150", language: "ja",
            timeZone: "Asia/Tokyo"),
        sample("rei@vendor.example", "Rei", "Okafor", "Vendor", vendor, "+44 20 7946 0160", staff: .domainReview),
        sample("olga@vendor.example", "Olga", "Petersen", "Vendor", vendor, "+44 20 7946 0161", staff: .operations),
    ]

    /// Puts everybody into the store who is not there yet; whoever is there stays as he is.
    public static func insert(into database: any Database, now: Timestamp) async throws {
        try await database.transaction { tx in
            var random = RandomStream(seed: Array("genkan-samples-1".utf8))
            for sample in people {
                let id = random.uuid(at: now)
                guard let address = EmailAddress(sample.email),
                    try PersonTable.person(address: address, in: tx) == nil
                else { continue }
                _ = try PersonTable.proved(address, id: id, now: now, in: tx)
                try PersonTable.write(sample.profile, of: id, now: now, in: tx)
                PersonTable.write(isPartner: sample.isPartner, of: id, in: tx)
                if let group = sample.staffGroup { PersonTable.join(group.rawValue, id, in: tx) }
            }
        }
    }

    private static func sample(
        _ email: String, _ first: String, _ last: String, _ company: String, _ address: PostalAddress, _ phone: String,
        language: String = "en", timeZone: String? = nil, isPartner: Bool = false, staff: StaffGroup? = nil
    ) -> Sample {
        let profile = Profile(
            firstName: first, lastName: last, company: company, companyAddress: address, phone: phone,
            language: language, timeZone: timeZone)
        return Sample(email: email, profile: profile, isPartner: isPartner, staffGroup: staff)
    }

    private static let kestrel = PostalAddress(
        country: "GB", line1: "1 Sample Street", line2: "2nd floor", city: "London", postalCode: "ZZ1 1ZZ")
    private static let moreau = PostalAddress(
        country: "FR", line1: "3 rue de l'Exemple", city: "Paris", postalCode: "00001")
    private static let hospital = PostalAddress(
        country: "US", line1: "5 Sample Avenue", city: "Sampleton", state: "IL", postalCode: "00002")
    private static let novak = PostalAddress(
        country: "US", line1: "7 Sample Road", city: "Sampleton", state: "IL", postalCode: "00003")
    private static let logica = PostalAddress(
        country: "BR", line1: "Rua do Exemplo 9", city: "São Paulo", state: "SP", postalCode: "00000-004")
    private static let converge = PostalAddress(
        country: "US", line1: "11 Sample Boulevard", city: "Sampleton", state: "IL", postalCode: "00005")
    private static let xyz = PostalAddress(
        country: "JP", line1: "見本町1-2-3", line2: "見本ビル4階", city: "千代田区", state: "東京都", postalCode: "100-0000")
    private static let vendor = PostalAddress(
        country: "GB", line1: "13 Sample Street", city: "London", postalCode: "ZZ1 3ZZ")
}
