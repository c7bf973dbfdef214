import Delivery
import Engine
import Statecharts
import Storage

/// One mail rendered in both parts: the longest of the account request's.
enum MailBench {
    private static let mails = 50
    private static let samplesPerRound = 20

    static func run(rounds: Int) throws -> Figure {
        let files = Dictionary(
            AssetTable.workflows.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
        let renderer = try MailRenderer(catalog: try TextCatalog(files: files), vendor: vendor)
        let approver = DirectoryPerson(
            id: "018f9e2a-7c00-7000-8000-000000000002", email: "egain@webmail.example",
            addresses: ["egain@webmail.example"], language: "en", name: "Egain")
        let requester = PersonReference(id: "018f9e2a-7c00-7000-8000-000000000001", email: "guna@kestrel.example")
        let now = Timestamp(microseconds: 1_795_246_200_000_000)
        let request = MailRequest(
            workflow: "account-request", template: "activation-required", recipient: approver, languages: ["en"],
            values: [
                "accountName": .text("XYZ Manufacture"), "identifier": .text("xyz-manufacture.example"),
                "requester": .person(requester), "approver": .person(approver.reference),
                "message": .text("Please activate it.\nThank you."), "limited": .boolean(true),
                "forwardMessage": .text("This is yours, I think."), "nominees": .list([.text("zab@webmail.example")]),
            ],
            reference: "AR-7KQ2-M9", link: "/l/Zm9vYmFyYmF6cXV4", until: now.adding(.days(30)), now: now)
        var samples: [Double] = []
        var bytes = 0
        for _ in 0..<(rounds * samplesPerRound) {
            let took = try seconds {
                for _ in 0..<mails {
                    let mail = try renderer.render(request)
                    bytes += min(mail.text.utf8.count, mail.html.utf8.count)
                }
            }
            samples.append(took / Double(mails) * 1_000_000)
        }
        guard bytes > rounds * samplesPerRound * mails * 200 else { throw BenchFault("the mails are empty") }
        return Figure(name: "a mail, text and HTML", unit: "µs", samples: samples, goal: .atMost(300))
    }

    static let vendor = VendorSettings(
        name: "Vendor", supportAddress: "support@vendor.example", publicURL: "https://genkan.vendor.example",
        fromAddress: "genkan@vendor.example")
}
