import Foundation
import TestKit
import Testing

/// Health means something (R-31): life asks nobody, readiness follows the store, and nothing else.
@Suite struct `R31 health of a server` {
    /// Asks until the server says this, and gives what it said last.
    private func ask(_ server: RunningServer, until status: Int) throws -> HTTPConnection.Answer {
        let connection = try server.connect()
        let end = ContinuousClock.now + .seconds(20)
        var answer = try connection.send("GET", "/health/ready")
        while answer.status != status, ContinuousClock.now < end {
            answer = try connection.send("GET", "/health/ready")
            #expect(try connection.send("GET", "/health/live").status == 200)
        }
        return answer
    }

    @Test func `a server whose database goes away is alive and not ready, and ready again by itself`() async throws {
        try await blocking {
            let postgres = try PostgresServer()
            let folder = try TemporaryFolder()
            let environment = [
                "GENKAN_SEAL_KEYS": folder.file("keys"), "GENKAN_MAILBOX": folder.file("mailbox"),
                "GENKAN_DATABASE_CONNECTIONS": "4", "GENKAN_LOG": "critical",
            ]
            let server = try RunningServer(
                url: postgres.url(try postgres.database()), ["--migrate"], environment: environment)
            #expect(try ask(server, until: 200).status == 200)
            try postgres.stop(.immediate)
            let away = try ask(server, until: 503)
            #expect(away.status == 503)
            #expect(away.body.hasPrefix("not ready: the store "))
            #expect(away.headers["retry-after"] == "5")
            try postgres.start()
            #expect(try ask(server, until: 200).status == 200)
            #expect(server.terminate() == 0)
        }
    }

    @Test func `mails that cannot be handed over leave the server ready`() async throws {
        try await blocking {
            let folder = try TemporaryFolder()
            // a file stands where the folder of mails should be
            try "in the way".write(toFile: folder.file("mailbox"), atomically: true, encoding: .utf8)
            let server = try RunningServer(
                url: "sqlite:\(folder.file("a.sqlite"))", environment: ["GENKAN_MAILBOX": folder.file("mailbox/in")])
            let connection = try server.connect()
            #expect(try connection.send("GET", "/health/ready").status == 200)
            #expect(server.terminate() == 0)
        }
    }
}
