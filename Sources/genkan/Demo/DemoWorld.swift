import Delivery
import Engine
import Foundation
import Onboarding
import Statecharts
import Storage

/// A whole Genkan on a temporary store, whose clock the story moves.
final class DemoWorld: Sendable {
    let parts: Composition
    let clock: DemoClock
    private let folder: String

    static func make() async throws -> DemoWorld {
        let clock = DemoClock()
        let name = "genkan-demo-\(Hex.encode(secureBytes(6)))"
        let folder = FileManager.default.temporaryDirectory.appending(path: name).path
        var configuration = try Configuration(database: "sqlite:\(folder)/genkan.sqlite")
        configuration.hasSamplePeople = true
        let parts = try await Composition.make(configuration, for: .serve, time: clock)
        try await SampleData.insert(into: parts.database, now: clock.now)
        return DemoWorld(parts: parts, clock: clock, folder: folder)
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
    func pass(_ span: Span = Span(microseconds: 1_000_000)) async throws {
        clock.advance(span)
        try await settle()
    }

    /// Does what is due now and delivers what is queued.
    func settle() async throws {
        while try await parts.timerWorker.round() > 0 {}
        while try await parts.outboxWorker.round() > 0 {}
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
