import ArgumentParser
import Delivery
import Engine
import Statecharts

/// `genkan preview`.
struct PreviewCommand: AsyncParsableCommand {
    /// Languages of a message.
    enum Language: String, ExpressibleByArgument, CaseIterable {
        case en, ja, both

        var codes: [String] { self == .both ? ["en", "ja"] : [rawValue] }
    }

    /// Parts of a message.
    enum Part: String, ExpressibleByArgument, CaseIterable { case text, html, json }

    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Show a mail of a workflow as it would be sent, with example values.",
        discussion: """
            Without the name of a mail it lists those of the workflow. Free text shows the name of its field; --context \
            puts values in place of examples, so that each branch of a template can be seen.

            EXAMPLES
              genkan preview account-request
              genkan preview account-request activation-required --language ja
              genkan preview account-request activation-reminder --context '{"authority":"other"}'
              genkan preview account-request domain-denied --format html > denied.html
            """)

    @Argument(help: "Name of the workflow, such as account-request.")
    var workflow: String

    @Argument(help: "Name of the mail, such as activation-required.")
    var mail: String?

    @Option(help: "Language of the recipient; 'both' as for somebody whose language is not known.")
    var language = Language.en

    @Option(help: "The plain text with its subject, the HTML part, or all of it as JSON.")
    var format = Part.text

    @Option(help: ArgumentHelp("Values of context fields, as a JSON object.", valueName: "json"))
    var context: String?

    @OptionGroup var files: WorkflowOptions

    func run() async throws {
        let settings = try Configuration(database: "sqlite:none", environment: Environment.process).vendor
        let folder = files.workflows ?? Environment.process["GENKAN_WORKFLOWS"]
        let check = WorkflowCheck(try WorkflowFiles.read(folder: folder), vendor: settings)
        guard let renderer = check.renderer, check.errors.isEmpty else {
            throw Failure("Error: the workflows have faults; 'genkan check' names them")
        }
        let definition: Definition = try Self.find(
            workflow, among: check.definitions.map { ($0.workflow, $0) }, kind: "workflow")
        guard let mail else { return list(definition) }
        let declaration: MailDeclaration = try Self.find(
            mail, among: definition.mails.values.map { ($0.name, $0) }, kind: "mail")
        let now = SystemTime().now
        let context = MailPreview.examples(of: definition, at: now).merging(try values(of: definition)) { $1 }
        let preview = MailPreview(of: definition, context: context, publicURL: settings.publicURL, now: now)
        let rendered: RenderedMail
        do {
            rendered = try renderer.render(preview.request(for: declaration, in: language.codes))
        } catch {
            throw Failure("Error: the mail '\(mail)' has no template; 'genkan check' tells which")
        }
        show(rendered)
    }

    private func list(_ definition: Definition) {
        let mails = definition.mails.values.sorted { $0.name < $1.name }
        switch format {
        case .text, .html:
            for mail in mails { Output.data("\(mail.name)  to \(mail.to.joined(separator: ", "))") }
        case .json:
            Output.data(
                .array(
                    mails.map { mail in
                        .object([("mail", .string(mail.name)), ("to", .array(mail.to.map { .string($0) }))])
                    }))
        }
    }

    private func show(_ mail: RenderedMail) {
        switch format {
        case .text: Output.data("Subject: \(mail.subject)\n\n\(mail.text)")
        case .html: Output.data(mail.html)
        case .json:
            Output.data(
                .object([
                    ("subject", .string(mail.subject)), ("text", .string(mail.text)), ("html", .string(mail.html)),
                ]))
        }
    }

    private func values(of definition: Definition) throws -> Record {
        guard let context else { return [:] }
        guard let members = try? JSON(parsing: context).objectValue else {
            throw ValidationError("--context must be a JSON object, such as '{\"authority\":\"other\"}'")
        }
        var record: Record = [:]
        for member in members {
            let field: Field = try Self.find(
                member.name, among: definition.context.map { ($0.name, $0) }, kind: "context field")
            guard let value = Value(member.value, as: field.type), field.type.violation(of: value) == nil else {
                throw ValidationError("the value of '\(member.name)' in --context does not fit its type")
            }
            record[member.name] = value
        }
        return record
    }

    private static func find<Found>(
        _ name: String, among known: [(name: String, value: Found)], kind: String
    ) throws -> Found {
        if let found = known.first(where: { $0.name == name }) { return found.value }
        throw Failure.unknown(kind, name, among: known.map(\.name))
    }
}
