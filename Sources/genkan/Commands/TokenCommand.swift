import ArgumentParser
import Engine
import Onboarding
import Statecharts
import Storage

/// `genkan token`.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make bearer tokens for the JSON API.",
        subcommands: [TokenCreateCommand.self])
}

/// `genkan token create`.
struct TokenCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a token for a person, who is made when unknown, and print it once.",
        discussion: """
            Send it as 'Authorization: Bearer TOKEN'. It is stored as a hash: nobody can show it again.

            EXAMPLE
              genkan token create --email taro@xyz-manufacture.example
            """)

    @Option(help: "The person's e-mail address.")
    var email: String

    @Option(help: ArgumentHelp("Let the person join this staff group.", valueName: "group"))
    var staff: String?

    @Option(help: "What the token is for, as its owner will see it.")
    var name = "command line"

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        guard let address = EmailAddress(email) else {
            throw ValidationError("'\(email)' is no e-mail address; write one such as taro@xyz-manufacture.example")
        }
        let known = StaffGroup.allCases.map(\.rawValue)
        let group = staff.flatMap(StaffGroup.init(rawValue:))
        if let staff, group == nil {
            let hint = Suggestion.nearest(to: staff, among: known).map { " Did you mean '\($0)'?" } ?? ""
            throw ValidationError("'\(staff)' is no staff group; there are: \(known.joined(separator: ", ")).\(hint)")
        }
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let made = try await parts.tokens.create(for: address, name: name, staffGroup: group, now: parts.time.now)
            try await parts.database.close()
            print(made.text, made.token)
        } catch {
            throw Failure(error)
        }
    }

    private func print(_ text: String, _ token: APIToken) {
        switch output.format {
        case .text:
            Output.data(text)
            Output.talk("valid until \(token.expiresAt.iso8601); keep it secret, it is not shown again")
        case .json:
            Output.data(
                .object([
                    ("token", .string(text)), ("id", .string(token.id)), ("email", .string(email)),
                    ("expiresAt", .string(token.expiresAt.iso8601)),
                ]))
        }
    }
}
