import ArgumentParser
import DomainNames
import Engine
import Onboarding
import Statecharts
import Storage

/// `genkan identifiers`.
struct IdentifiersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identifiers",
        abstract: "Open identifiers again that reviews have denied.",
        subcommands: [IdentifiersAllowCommand.self])
}

/// `genkan identifiers allow`.
struct IdentifiersAllowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allow",
        abstract: "Let an identifier be requested again that was closed after three denials.",
        discussion: """
            Decides nothing: the next request is reviewed like any other. The log of the identifier keeps that it was
            opened, and when. A domain in other letters may be written in either way.

            EXAMPLE
              genkan identifiers allow lab.kestrel.example
            """)

    @Argument(help: "The domain, prefix included.")
    var domain: String

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        guard let name = Identifiers.name(domain) else {
            throw ValidationError("'\(domain)' is no domain; write one such as lab.kestrel.example")
        }
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let lifted = try await parts.identifiers.allow(name, now: parts.time.now)
            try await parts.database.close()
            print(name, lifted: lifted)
        } catch {
            throw Failure(error)
        }
    }

    private func print(_ name: String, lifted: Int) {
        switch output.format {
        case .text:
            let shown = DomainName.shown(name)
            Output.data(
                lifted > 0
                    ? "\(shown) can be requested again; denials lifted: \(lifted)"
                    : "\(shown) has no denials; nothing was changed")
        case .json:
            Output.data(.object([("identifier", .string(name)), ("lifted", .integer(Int64(lifted)))]))
        }
    }
}
