public import Engine
public import Statecharts

/// A mail as it would be sent, with example values: what authors of texts look at (`genkan preview`).
///
/// The expressions of the mail's `with` are evaluated over examples of the context and of facts, and the same renderer
/// writes it, so that a preview with the values of a real mail is that mail.
public struct MailPreview: Sendable {
    private let definition: Definition
    private let context: Record
    private let facts: Record
    private let publicURL: String
    private let now: Timestamp

    /// Previews of the mails of a definition.
    ///
    /// - Parameters:
    ///   - context: of an instance, or ``examples(of:at:)``.
    ///   - publicURL: where pages are reached.
    ///   - now: when the mail would be written.
    public init(of definition: Definition, context: Record, publicURL: String, now: Timestamp) {
        self.definition = definition
        self.context = context
        facts = Dictionary(
            definition.facts.values.map { ($0.name, Self.example($0.type, named: $0.name, at: now)) }
        ) { first, _ in first }
        self.publicURL = publicURL
        self.now = now
    }

    /// An example for each field of a context, the optional ones too.
    public static func examples(of definition: Definition, at now: Timestamp) -> Record {
        examples(definition.context, at: now)
    }

    /// The request that the renderer gets for this mail.
    ///
    /// - Parameter languages: in their order in the message.
    public func request(for mail: MailDeclaration, in languages: [String]) -> MailRequest {
        let scope = Scope(context: context, facts: facts, now: now)
        var values: Record = [:]
        for pair in mail.with { values[pair.name] = pair.expression.value(in: scope) }
        let email = "\(mail.to.first ?? "recipient")@company.example"
        let recipient = DirectoryPerson(
            id: nil, email: email, addresses: [email], language: languages.first, name: Self.mark("name"))
        return MailRequest(
            workflow: definition.workflow, template: mail.template, recipient: recipient, languages: languages,
            values: values, reference: Self.reference,
            link: mail.link?.address(
                at: publicURL, workflow: definition.workflow, instance: "example", secret: "example"),
            code: mail.link == .task ? Self.reference : nil, until: now.adding(.days(30)), now: now)
    }

    private static let reference = "GK-2345-6789-A"

    private static func examples(_ fields: [Field], at now: Timestamp) -> Record {
        Dictionary(fields.map { ($0.name, example($0.type, named: $0.name, at: now)) }) { first, _ in first }
    }

    /// Free text is the name of its field, so that an author sees where it goes.
    private static func example(_ type: ValueType, named name: String, at now: Timestamp) -> Value {
        switch type {
        case .text: .text(mark(name))
        case .email: .text("\(name)@company.example")
        case .person: .person(PersonReference(email: "\(name)@company.example"))
        case .domainIdentifier: .text("company.example")
        case .timestamp: .timestamp(now)
        case .boolean: .boolean(true)
        case .list(let element, _, _): .list([example(element, named: name, at: now)])
        case .record(let fields): .record(examples(fields, at: now))
        case .integer, .enumeration, .date, .duration, .map, .account, .instance: type.first
        }
    }

    private static func mark(_ name: String) -> String { "‹\(name)›" }
}
