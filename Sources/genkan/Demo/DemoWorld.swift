import Delivery
import Engine
import Foundation
import Onboarding
import Statecharts
import Storage

/// A whole Genkan on a temporary store or an empty database, whose clock the story moves.
final class DemoWorld: Sendable {
    let parts: Composition
    let clock: DemoClock
    private let folder: String

    private static let anyPerson = Statement("demo.anyPerson", "select 1 from person limit 1")

    /// - Parameter url: an empty database; absent for a file that goes with the story.
    static func make(on url: String? = nil) async throws -> DemoWorld {
        let clock = DemoClock()
        let name = "genkan-demo-\(Hex.encode(secureBytes(6)))"
        let folder = FileManager.default.temporaryDirectory.appending(path: name).path
        var configuration = try Configuration(database: url ?? "sqlite:\(folder)/genkan.sqlite")
        configuration.keysPath = "\(folder)/genkan.keys"
        configuration.mailboxPath = "\(folder)/genkan.mailbox"
        configuration.hasSamplePeople = true
        if url != nil { try await requireEmpty(configuration) }
        let parts = try await Composition.make(configuration, for: .own, time: clock)
        try await SampleData.insert(into: parts.database, now: clock.now)
        return DemoWorld(parts: parts, clock: clock, folder: folder)
    }

    /// The story's people and its clock, which runs a month ahead, are nothing for a database with people in it.
    private static func requireEmpty(_ configuration: Configuration) async throws {
        let database = try await StoreLines.open(configuration, mayMake: true)
        do {
            let isNew = try await StoreLines.migrator.plan(database).count == StoreLines.migrationCount
            let isEmpty = isNew ? true : try await database.read { tx in try tx.rows(anyPerson).isEmpty }
            try await database.close()
            guard isEmpty else {
                throw Failure("Error: the database has people in it; give the demo an empty one of its own")
            }
        } catch {
            throw Failure(error)
        }
    }

    private init(parts: Composition, clock: DemoClock, folder: String) {
        self.parts = parts
        self.clock = clock
        self.folder = folder
    }

    /// Closes the store and removes it.
    func end() async throws {
        try await parts.database.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    /// A sample person.
    func person(_ email: String) async throws -> Person {
        guard let address = EmailAddress(email), let person = try await parts.people.person(address: address) else {
            throw Failure("Error: the sample people lack \(email)")
        }
        return person
    }

    /// Time passes: what comes due happens, what is queued is delivered.
    ///
    /// It passes before every deed: mails of one moment have no order, and the newest link is asked for.
    func pass(_ span: Span = .minutes(1)) async throws {
        clock.advance(span)
        try await settle()
    }

    /// Does what is due now and delivers what is queued.
    func settle() async throws {
        while try await parts.timerWorker.round() + parts.messageWorker.round() > 0 {}
        while try await outboxWorker.round() > 0 {}
    }

    /// The product's own worker, which hands mails to the mailbox as a mail server would take them.
    private var outboxWorker: OutboxWorker {
        OutboxWorker(
            database: parts.database, outbox: parts.outbox, deliverer: DemoPost(mailbox: parts.mailbox), time: clock,
            wakeUp: parts.wakeUp, owner: Hex.encode(parts.random(8)), logger: parts.logger)
    }

    /// Ids of all messages delivered so far.
    func mails() async throws -> [StoredMail] { try await parts.mailbox.messages(limit: 1000).reversed() }

    /// The secret in the newest link to this address.
    func linkSecret(to email: String) async throws -> String {
        for mail in try await mails().reversed() where mail.to == email {
            for line in mail.text.split(whereSeparator: \.isWhitespace) where line.contains("/l/") {
                if let secret = line.split(separator: "/").last { return String(secret) }
            }
        }
        throw Failure("Error: no mail to \(email) has a link")
    }
}
