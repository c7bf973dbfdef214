import ArgumentParser
import Engine
import Onboarding
import Statecharts
import Storage

/// `genkan instances send`.
struct InstancesSendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Send an event for a person; the history says that operations did, for whom, and why.",
        discussion: """
            The person must be allowed to send the event. Mails leave with a running server.

            EXAMPLE
              genkan instances send ID withdraw --as taro@xyz-manufacture.example --reason "asked by phone"
            """)

    @Argument(help: "Id of the instance.")
    var id: String

    @Argument(help: "Name of the event.")
    var event: String

    @Option(name: .customLong("as"), help: ArgumentHelp("Address of the person for whom you act.", valueName: "email"))
    var email: String

    @Option(help: "Why; kept in the history.")
    var reason: String

    @Option(help: ArgumentHelp("What the event's form asks for, as a JSON object.", valueName: "json"))
    var data = "{}"

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("--reason must say why") }
        guard EmailAddress(email) != nil else { throw ValidationError("'\(email)' is no e-mail address") }
        guard (try? JSON(parsing: data))?.objectValue != nil else {
            throw ValidationError("--data must be a JSON object, such as '{\"endReason\": \"moved\"}'")
        }
    }

    func run() async throws {
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let answer = try await send(parts)
            try await parts.database.close()
            let report = InstanceReport(view: answer.instance, history: [], mails: [])
            switch output.format {
            case .json: Output.data(report.json)
            case .text: Output.data(report.text)
            }
        } catch {
            throw Failure(error)
        }
    }

    private func send(_ parts: Composition) async throws -> Answer {
        guard let address = EmailAddress(email), let person = try await parts.people.person(address: address) else {
            throw Failure("Error: nobody with the address \(email) has signed in here; nothing was sent")
        }
        return try await parts.engine.send(
            Command(
                .event(InstanceID(id.lowercased()), event), data: try JSON(parsing: data),
                caller: .operations(for: person.directoryPerson, reason: reason)))
    }
}
