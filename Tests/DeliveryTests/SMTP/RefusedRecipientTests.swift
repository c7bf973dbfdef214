import Engine
import Logging
import Statecharts
import TestKit
import Testing

@testable import Delivery

/// From a mail server's 550 to the asker's tracker (U-12).
@Suite(.timeLimit(.minutes(5))) struct `U12 a recipient that a mail server refuses` {
    @Test(arguments: TestStore.allCases)
    func `U12 550 is on the tracker with the first round, and the corrected address gets its mail`(
        store: TestStore
    ) async throws {
        let server = try await MailServer.start()
        try await server.obey(MailServer.Rules(rcpt: ["nowhere.example": "550 5.1.1 no such user"]))
        let world = try await TestWorld(store)
        let number = try #require(server.ports["open"])
        let settings = try SMTPSettings(url: "smtp://127.0.0.1:\(number)?tls=off")
        let worker = OutboxWorker(
            database: world.database, outbox: world.outbox,
            deliverer: SMTPDeliverer(settings, vendor: SampleMails.vendor), time: world.time, wakeUp: WakeUp(),
            owner: "smtp", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let data = JSON.object([
            ("authority", "other"), ("approver", "egain@nowhere.example"), ("accountName", "Customer Company Name"),
        ])
        let made = try await world.start("account-request", as: "guna", data).instance
        while try await worker.round() > 0 {}
        let seen = try await world.engine.instance(made.id, as: world.caller("guna"))
        let refused = try #require(seen.turns.flatMap(\.undelivered).first)
        #expect(refused.to == "egain@nowhere.example" && refused.cause == .noSuchMailbox)
        #expect(refused.at == world.time.now)

        let right = JSON.object([("email", "egain@webmail.example")])
        _ = try await world.send("nameApprover", to: made.id, as: "guna", right)
        while try await worker.round() > 0 {}
        let report = try await server.report()
        #expect(report.messages.contains { $0.to == ["egain@webmail.example"] })
        #expect(report.messages.allSatisfy { $0.to != ["egain@nowhere.example"] })
        let then = try await world.engine.instance(made.id, as: world.caller("guna"))
        #expect(then.turns.flatMap(\.undelivered) == [])
    }
}
