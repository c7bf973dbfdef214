import Delivery
import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// What `genkan preview` shows is what people get.
@Suite struct `Previews of mails` {
    private static let definitions = Result { try WorkflowSet(TestWorld.shipped).definitions }

    /// As ``TestWorld`` writes them.
    private static func renderer() throws -> MailRenderer {
        try MailRenderer(
            catalog: try TextCatalog(files: TestWorld.shipped),
            vendor: VendorSettings(
                name: "Vendor", supportAddress: "support@vendor.example", publicURL: "http://127.0.0.1:8080",
                fromAddress: "no-reply@vendor.example"))
    }

    @Test func `every mail of every workflow has one in both languages, text and HTML`() throws {
        let renderer = try Self.renderer()
        for definition in try Self.definitions.get() {
            let now = ManualTime().now
            let preview = MailPreview(
                of: definition, context: MailPreview.examples(of: definition, at: now),
                publicURL: "http://127.0.0.1:8080", now: now)
            for mail in definition.mails.values {
                let english = try renderer.render(preview.request(for: mail, in: ["en"]))
                let japanese = try renderer.render(preview.request(for: mail, in: ["ja"]))
                for letter in [english, japanese] {
                    #expect(!letter.subject.isEmpty && letter.text.count > 200, "\(mail.name)")
                    #expect(letter.html.contains("<html") && letter.html.contains("</html>"), "\(mail.name)")
                    #expect(!letter.text.contains("{{") && !letter.html.contains("{{"), "\(mail.name)")
                }
                #expect(japanese.text.unicodeScalars.contains { (0x3041...0x30FF).contains($0.value) }, "\(mail.name)")
                #expect(!english.text.unicodeScalars.contains { (0x3041...0x30FF).contains($0.value) }, "\(mail.name)")
                let both = try renderer.render(preview.request(for: mail, in: ["ja", "en"]))
                #expect(both.subject == "\(japanese.subject) / \(english.subject)", "\(mail.name)")
            }
        }
    }

    /// A mail that a story sent, and its preview with the same values.
    private func compare(
        _ world: TestWorld, _ id: InstanceID, _ name: String, to email: String, as language: String
    ) async throws {
        let definition = try #require(try Self.definitions.get().first { $0.workflow == "account-request" })
        let mail = try #require(definition.mails[name])
        let instance = try await world.engine.instance(id, as: .system)
        let preview = MailPreview(
            of: definition, context: instance.context, publicURL: "http://127.0.0.1:8080", now: world.time.now)
        var request = preview.request(for: mail, in: [language])
        let message = try #require(world.mailbox.all.last { $0.to == email })
        request.recipient = try await world.person(email).directoryPerson
        request.reference = instance.reference
        request.until = world.time.now.adding(.days(30))
        if mail.link == .task {
            request.code = instance.reference
            request.link = "http://127.0.0.1:8080/l/\(try #require(world.mailbox.linkSecret(to: email)))"
        } else {
            request.link = "http://127.0.0.1:8080/instances/\(id)"
        }
        #expect(try Self.renderer().render(request) == message.mail, "\(name)")
    }

    @Test(arguments: TestStore.allCases)
    func `a preview with the values of a real mail is that mail`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let gunas = try await world.gunaAsks()
        try await compare(world, gunas.id, "activation-required", to: "egain@webmail.example", as: "en")
        try await compare(world, gunas.id, "activation-pending", to: "guna@kestrel.example", as: "en")
        let taros = try await world.taroAsks()
        try await compare(world, taros.id, "activate-account", to: "taro@xyz-manufacture.example", as: "ja")
    }
}
