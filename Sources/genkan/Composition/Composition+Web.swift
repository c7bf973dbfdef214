import Delivery
import Engine
import Onboarding
import Web

extension Composition {
    /// The web over these parts; `onReady` is told the port when the socket listens.
    func web(
        readiness: Readiness, onReady: @escaping @Sendable (_ port: Int) async -> Void
    ) throws -> WebApplication {
        let mailbox = mailbox
        let api = JSONAPI(
            engine: engine, tokens: tokens, accounts: accounts, texts: texts, time: time, random: random)
        let settings = WebSettings(
            host: configuration.host, port: configuration.port, publicURL: configuration.publicURL,
            hasMailbox: configuration.smtp == nil, vendorName: configuration.vendorName,
            supportEmail: configuration.supportAddress)
        return WebApplication(
            settings: settings, engine: engine, people: people, sessions: Sessions(database: database),
            signIn: SignIn(
                database: database, outbox: outbox, security: security, render: renderer.function, random: random),
            accounts: accounts, texts: texts, templates: try PageTemplates(), key: ServerKey(keys.web),
            mailbox: { try await mailbox.messages(limit: 200).map(MailboxMessage.init) }, api: api.mount,
            notReady: { readiness.trouble }, onListening: onReady, logger: logger, time: time, random: random)
    }
}

extension MailboxMessage {
    fileprivate init(_ mail: StoredMail) {
        self.init(
            id: mail.id, date: mail.date, to: mail.to, subject: mail.subject, text: mail.text, html: mail.html,
            messageID: mail.messageID)
    }
}
