import ArgumentParser
import Engine
import Storage

/// `genkan outbox discard`.
struct OutboxDiscardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard",
        abstract: "Give dead letters up: they end as undeliverable, and the history of their request keeps why.",
        discussion: """
            Nothing else changes: no state, no due time. Whoever asked reads on the tracker that the mail could not be
            delivered, with the reason as it is given here.

            EXAMPLE
              genkan outbox discard 0197a5e4-0000-7000-8000-000000000000 --reason "the person has left the company"
            """)

    @Argument(help: "Ids, as 'genkan outbox list' prints them.")
    var ids: [String]

    @Option(help: "Why; kept in the history, and told to whoever asked.")
    var reason: String

    @OptionGroup var store: StoreOptions

    func validate() throws {
        for id in ids { try LetterArguments.check(id: id) }
        try OperatorReason.check(reason)
    }

    func run() async throws {
        let parts = try await Composition.make(try Configuration(store), for: .visit)
        do {
            var left = 0
            for id in ids {
                let isDone = try await discard(id, parts)
                if !isDone { left += 1 }
            }
            try await parts.database.close()
            guard left == 0 else { throw Failure("Error: \(left) of them could not be discarded") }
        } catch {
            throw Failure(error)
        }
    }

    /// - Returns: whether it has ended.
    private func discard(_ id: String, _ parts: Composition) async throws -> Bool {
        let found: Discarding
        do {
            found = try await parts.engine.discard(id.lowercased(), reason: reason)
        } catch {
            guard error.code == .stuck else { throw error }
            Output.talk("\(id) belongs to a request that was set aside; mend that, then 'genkan instances retry' it")
            return false
        }
        switch found {
        case .discarded: Output.data("\(id) discarded")
        case .alive(let stage):
            Output.talk("\(id) is \(stage), not dead: it is still tried; only a dead letter can be discarded")
        case .unknown: Output.talk("\(id) is no dead letter; 'genkan outbox list' prints those there are")
        }
        return found == .discarded
    }
}
