import Engine
import HTTPTypes
import Hummingbird
public import Statecharts

/// One message of the developer's mailbox.
public struct MailboxMessage: Sendable, Hashable {
    /// Names the message in the mailbox's addresses.
    public var id: String
    /// When it was handed over.
    public var date: Timestamp
    /// One address.
    public var to: String
    /// One line.
    public var subject: String
    /// Plain text.
    public var text: String
    /// HTML that says the same.
    public var html: String
    /// Stable identity of every repeat, without angle brackets.
    public var messageID: String

    /// Makes a message.
    public init(
        id: String, date: Timestamp, to: String, subject: String, text: String, html: String, messageID: String
    ) {
        self.id = id
        self.date = date
        self.to = to
        self.subject = subject
        self.text = text
        self.html = html
        self.messageID = messageID
    }
}

/// Reads the developer's mailbox, newest message first.
public typealias MailboxReader = @Sendable () async throws -> [MailboxMessage]

/// The developer's mailbox at `/dev/mailbox`, for loopback only (S-38).
struct MailboxPages: Sendable {
    let frame: PageFrame
    let mailbox: MailboxReader

    func addRoutes(to router: Router<AppContext>) {
        router.get("/dev/mailbox", use: list)
        router.get("/dev/mailbox/:message", use: show)
        router.get("/dev/mailbox/:message/html", use: html)
    }

    @Sendable func list(_ request: Request, _ context: AppContext) async throws -> Response {
        let messages = try await messages(request)
        if request.headers[.accept]?.contains("application/json") == true { return Self.json(messages) }
        let words = frame.words(context)
        let items = messages.map { message -> PageValue in
            [
                "href": .text(Self.path(message)), "subject": .text(message.subject), "to": .text(message.to),
                "at": .text(DateText(context.language).moment(message.date)),
                "machine": .text(DateText.machine(message.date)),
            ]
        }
        return frame.page(
            Page(template: "mailbox", title: words.page("mailbox.title"), values: ["list": .section(items)]),
            request, context)
    }

    @Sendable func show(_ request: Request, _ context: AppContext) async throws -> Response {
        let message = try await message(request, context)
        let pieces = LinkedText(message.text).pieces.map { piece -> PageValue in
            ["text": .text(piece.text), "link": .optional(piece.href)]
        }
        let values: [String: PageValue] = [
            "to": .text(message.to), "at": .text(DateText(context.language).moment(message.date)),
            "machine": .text(DateText.machine(message.date)), "messageID": .text("<\(message.messageID)>"),
            "htmlHref": .text("\(Self.path(message))/html"), "pieces": .list(pieces),
        ]
        return frame.page(
            Page(template: "mailbox-message", title: message.subject, values: values), request, context)
    }

    /// The HTML part alone: nothing in it runs, loads or sends; its links open as they would from a mail.
    @Sendable func html(_ request: Request, _ context: AppContext) async throws -> Response {
        let message = try await message(request, context)
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        headers[HeaderNames.contentSecurityPolicy] = """
            sandbox allow-top-navigation-by-user-activation allow-popups; default-src 'none'; \
            style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'
            """
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: message.html)))
    }

    private func messages(_ request: Request) async throws -> [MailboxMessage] {
        guard frame.settings.hasMailbox, DeveloperDoor.isOpen(to: request) else { throw PageFault.notFound }
        return try await mailbox()
    }

    private func message(_ request: Request, _ context: AppContext) async throws -> MailboxMessage {
        let id = try context.parameters.require("message")
        guard let message = try await messages(request).first(where: { $0.id == id }) else { throw PageFault.notFound }
        return message
    }

    private static func path(_ message: MailboxMessage) -> String { "/dev/mailbox/\(message.id.percentEncoded)" }

    private static func json(_ messages: [MailboxMessage]) -> Response {
        let items = messages.map { message in
            JSON.object([
                ("id", .string(message.id)), ("date", .string(message.date.iso8601)), ("to", .string(message.to)),
                ("subject", .string(message.subject)), ("text", .string(message.text)),
                ("html", .string(message.html)), ("messageID", .string(message.messageID)),
            ])
        }
        let body = JSON.object([("messages", .array(items))]).canonical
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
