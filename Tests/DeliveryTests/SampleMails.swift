import Delivery
import Engine
import Statecharts
import Storage

/// Every mail that the repository ships, with sample values.
enum SampleMails {
    /// A mail with what it is given.
    struct Sample {
        let folder: String
        let name: String
        let values: Record
        /// Path of the button's page.
        var link: String?
        /// Whether it asks for something until a time.
        var isTask = false
    }

    static let vendor = VendorSettings(
        name: "Example Systems", supportAddress: "support@vendor.example", publicURL: "https://genkan.vendor.example",
        fromAddress: "genkan@vendor.example")
    /// 2026-11-21T07:30:00Z.
    static let now = Timestamp(microseconds: 1_795_246_200_000_000)
    static let taro = DirectoryPerson(
        id: "p1", email: "taro@xyz-manufacture.example", addresses: ["taro@xyz-manufacture.example"], language: "ja",
        name: "山田 太郎")

    /// The files that the program carries, by path.
    static var files: [String: String] {
        let files = AssetTable.workflows.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }
        return Dictionary(uniqueKeysWithValues: files)
    }

    static func catalog() throws -> TextCatalog { try TextCatalog(files: files) }

    /// The same for every test: compiling all templates takes longer than most of what is asked of them.
    static func renderer() throws -> MailRenderer { try compiled.get() }

    private static let compiled = Result { try MailRenderer(catalog: catalog(), vendor: vendor) }

    static let all = requestMails + invitationMails + otherMails

    private static let otherMails: [Sample] = [
        Sample(
            folder: "agreement", name: "agreement-pending",
            values: ["accountName": .text("XYZ Manufacture"), "version": .integer(1), "effectiveAt": .timestamp(now)],
            link: "/l/Zm9vYmFyYmF6cXV4", isTask: true),
        Sample(
            folder: "identifier-watch", name: "identifier-ended",
            values: ["identifier": .text("xyz-manufacture.example"), "isActive": .boolean(false)],
            link: "/start/account-request"),
        Sample(
            folder: "common", name: "address-changed",
            values: [
                "oldAddress": .text("taro@xyz-manufacture.example"),
                "newAddress": .text("yamada@xyz-manufacture.example"),
                "waiting": .list([.text("スマートアカウントのリクエスト (GK-2345-6789-A)")]),
            ]),
        Sample(
            folder: "common", name: "sign-in-code",
            values: [
                "browser": .text("Firefox 145"), "address": .text("2001:db8::7"), "requestedAt": .timestamp(now),
            ], isTask: true),
    ]

    /// A request for the mail of this name.
    static func request(
        _ name: String, in languages: [String], values: Record = [:], to recipient: DirectoryPerson = taro
    ) -> MailRequest? {
        guard let mail = all.first(where: { $0.name == name }) else { return nil }
        let isSignIn = mail.name == "sign-in-code"
        let reference = mail.folder == "common" ? nil : "AR-7KQ2-M9"
        return MailRequest(
            workflow: mail.folder, template: mail.name, recipient: recipient, languages: languages,
            values: mail.values.merging(values) { $1 }, reference: reference,
            link: mail.link.map { vendor.publicURL + $0 },
            code: isSignIn ? "40718263" : mail.isTask ? reference : nil,
            until: now.adding(isSignIn ? .minutes(10) : .days(30)), now: now)
    }
}
