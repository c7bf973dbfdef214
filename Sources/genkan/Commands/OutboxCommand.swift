import ArgumentParser
import Engine
import Statecharts
import Storage

/// `genkan outbox`.
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Look at messages that could not be handed over; have them tried again, or give them up.",
        subcommands: [OutboxListCommand.self, OutboxRetryCommand.self, OutboxDiscardCommand.self])
}

/// `genkan outbox list`.
struct OutboxListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List dead letters, oldest first, at most 200.",
        discussion: """
            Nobody tries to hand these over any more. What waits is listed by 'genkan instances show ID'.

            EXAMPLE
              genkan outbox list
            """)

    @Flag(help: "Dead letters; there is no other list, so this need not be said.")
    var dead = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let found = try await Outbox.dead(limit: 200, in: parts.database)
            try await parts.database.close()
            print(found)
        } catch {
            throw Failure(error)
        }
    }

    private func print(_ found: [DeadLetter]) {
        switch output.format {
        case .json: Output.data(.array(found.map(\.json)))
        case .text:
            guard !found.isEmpty else { return Output.talk("no dead letters") }
            var columns = Columns(["ID", "MAIL", "MADE", "ATTEMPTS", "REASON"])
            for letter in found {
                columns.add([letter.id, letter.kind, letter.madeAt.iso8601, "\(letter.attempts)", letter.reason])
            }
            Output.data(columns.text)
        }
    }
}

/// `genkan outbox retry`.
struct OutboxRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Put dead letters back into the queue; the log keeps why.",
        discussion: """
            They keep their Message-ID. A message whose key is missing, or whose time is over, cannot be sent again.

            EXAMPLE
              genkan outbox retry --all-dead --reason "the relay is back"
            """,
        aliases: ["resend"])

    @Argument(help: "Ids, as 'genkan outbox list' prints them.")
    var ids: [String] = []

    @Flag(help: "All dead letters, 200 at a time.")
    var allDead = false

    @Option(help: "Why; kept in the log.")
    var reason: String

    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard ids.isEmpty == allDead else { throw ValidationError("name ids or say --all-dead, one of the two") }
        for id in ids { try LetterArguments.check(id: id) }
        try OperatorReason.check(reason)
    }

    func run() async throws {
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            let left = try await resend(parts)
            try await parts.database.close()
            guard left == 0 else { throw Failure("Error: \(left) of them cannot be sent again") }
        } catch {
            throw Failure(error)
        }
    }

    /// - Returns: how many stay dead.
    private func resend(_ parts: Composition) async throws -> Int {
        let wanted = allDead ? try await Outbox.dead(limit: 200, in: parts.database).map(\.id) : ids
        var left = 0
        for id in wanted {
            switch try await parts.outbox.resend(
                id.lowercased(), reason: reason, now: parts.time.now, in: parts.database)
            {
            case .queued: Output.data("\(id) queued")
            case .unknown:
                left += 1
                Output.talk("\(id) is no dead letter")
            case .keyMissing:
                left += 1
                Output.talk("\(id) cannot be opened: its key is missing from the key file, or its body is gone")
            }
        }
        return left
    }
}

/// What is asked of ids before a store is opened.
enum LetterArguments {
    static func check(id: String) throws {
        guard id.wholeMatch(of: /[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/) == nil else { return }
        throw ValidationError("'\(id)' is no id; take one that 'genkan outbox list' prints")
    }
}

extension DeadLetter {
    fileprivate var json: JSON {
        .object([
            ("id", .string(id)), ("instance", instance.map { .string($0.text) } ?? .null), ("mail", .string(kind)),
            ("madeAt", .string(madeAt.iso8601)), ("attempts", .integer(attempts)), ("reason", .string(reason)),
        ])
    }
}
