public import Statecharts

/// What the render function is asked to write: one mail for one person.
public struct MailRequest: Sendable {
    /// Folder of texts: a workflow's name, or `common` for the product's own mails.
    public var workflow: String
    /// Template in it.
    public var template: String
    /// Who gets it.
    public var recipient: DirectoryPerson
    /// Languages of the message, in order: one, or both where the recipient's is unknown.
    public var languages: [String]
    /// What the template may use.
    public var values: Record
    /// Short reference of the instance; absent for the product's own mails.
    public var reference: String?
    /// The button's address, the code that may be typed instead, and until when it opens something.
    public var link: String?
    /// The code.
    public var code: String?
    /// The earliest end timer.
    public var until: Timestamp?
    /// The command's time.
    public var now: Timestamp

    /// Makes a request.
    public init(
        workflow: String, template: String, recipient: DirectoryPerson, languages: [String], values: Record,
        reference: String? = nil, link: String? = nil, code: String? = nil, until: Timestamp? = nil, now: Timestamp
    ) {
        self.workflow = workflow
        self.template = template
        self.recipient = recipient
        self.languages = languages
        self.values = values
        self.reference = reference
        self.link = link
        self.code = code
        self.until = until
        self.now = now
    }
}

/// A rendered mail, before it has headers.
public struct RenderedMail: Sendable, Equatable {
    /// One line without line ends.
    public var subject: String
    /// Plain text and HTML that say the same.
    public var text: String
    /// The html.
    public var html: String

    /// Makes a mail.
    public init(subject: String, text: String, html: String) {
        self.subject = subject
        self.text = text
        self.html = html
    }
}

/// Writes a mail: pure, called inside the step's transaction.
public typealias Render = @Sendable (MailRequest) throws -> RenderedMail

/// A message that leaves now: what an outbox row held sealed.
public struct OutgoingMessage: Sendable, Equatable {
    /// Id of the outbox row.
    public var id: String
    /// Stable identity of every repeat, without angle brackets: `<outbox id>@host`.
    public var messageID: String
    /// One canonical address.
    public var to: String
    /// When it was committed.
    public var date: Timestamp
    /// Content.
    public var mail: RenderedMail

    /// Makes a message.
    public init(id: String, messageID: String, to: String, date: Timestamp, mail: RenderedMail) {
        self.id = id
        self.messageID = messageID
        self.to = to
        self.date = date
        self.mail = mail
    }
}

/// What came of handing a message over.
public enum DeliveryOutcome: Sendable, Equatable {
    /// Taken by the other side.
    case accepted
    /// Not now; try again later.
    case retry(reply: String)
    /// Never; the asker is told.
    case undeliverable(reply: String)
    /// Nobody's messages go out now, this one's included, which is not at fault: no attempt of it.
    case blocked(reply: String)
    /// All of it went out and no answer came back: taken or not, nobody knows.
    case unknown(reply: String)
    /// This message can go out to nobody: a dead letter at once.
    case unsendable(reason: String)
}

/// A way out of the house: the developer's mailbox, a mail server, later webhooks.
public protocol Deliverer: Sendable {
    /// How many messages it takes at once; 1 keeps them in order.
    var atOnce: Int { get }
    /// Hands over one message, with a deadline of its own.
    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome
}

extension Deliverer {
    /// One after the other.
    public var atOnce: Int { 1 }
}
