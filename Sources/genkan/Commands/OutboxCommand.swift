import ArgumentParser
import Engine
import Statecharts
import Storage

/// `genkan outbox`.
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Look at messages that could not be handed over, and have them tried again.",
        subcommands: [OutboxListCommand.self, OutboxResendCommand.self])
}

/// `genkan outbox list`.
struct OutboxListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List dead letters, oldest first, at most 200.",
        discussion: """
            EXAMPLE
              genkan outbox list --dead
            """)

    @Flag(help: "Those that nobody tries to hand over any more; there is no other list.")
    var dead = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard dead else { throw ValidationError("say --dead: what waits is listed by 'genkan instances show ID'") }
    }

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

/// `genkan outbox resend`.
struct OutboxResendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resend",
        abstract: "Put dead letters back into the queue; the log keeps why.",
        discussion: """
            They keep their Message-ID. A message whose key is missing, or whose time is over, cannot be sent again.

            EXAMPLE
              genkan outbox resend --all-dead --reason "the relay is back"
            """)

    @Argument(help: "Ids, as 'genkan outbox list --dead' prints them.")
    var ids: [String] = []

    @Flag(help: "All dead letters, 200 at a time.")
    var allDead = false

    @Option(help: "Why; kept in the log.")
    var reason: String

    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard ids.isEmpty == allDead else { throw ValidationError("name ids or say --all-dead, one of the two") }
        for id in ids where id.wholeMatch(of: /[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}/) == nil {
            throw ValidationError("'\(id)' is no id; take one that 'genkan outbox list --dead' prints")
        }
        guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("--reason must say why") }
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

extension DeadLetter {
    fileprivate var json: JSON {
        .object([
            ("id", .string(id)), ("instance", instance.map { .string($0.text) } ?? .null), ("mail", .string(kind)),
            ("madeAt", .string(madeAt.iso8601)), ("attempts", .integer(attempts)), ("reason", .string(reason)),
        ])
    }
}
