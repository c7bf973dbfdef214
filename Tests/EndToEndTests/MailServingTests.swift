import Foundation
import Statecharts
import TestKit
import Testing

/// The program as a process hands mails to a real mail server (`commit.md` 10).
@Suite(.timeLimit(.minutes(5))) struct `R11 mails leave the process` {
    @Test(arguments: TestStore.allCases)
    func `serve --smtp signs in over STARTTLS, and the link of the delivered mail opens its request`(
        store: TestStore
    ) async throws {
        let mailServer = try await MailServer.start()
        let folder = try TemporaryFolder()
        let place = store == .postgres ? try PostgresPlace() : nil
        let url = place?.url ?? "sqlite:\(folder.file("a.sqlite"))"
        let environment = [
            "GENKAN_SEAL_KEYS": folder.file("keys"), "GENKAN_SMTP_CA_FILE": mailServer.certificate,
            "GENKAN_SMTP_PASSWORD": "secret",
        ]
        let port = try #require(mailServer.ports["account"])
        let words = [
            "--migrate", "--workflows", "\(Program.repository)/docs/example", "--smtp",
            "smtp://genkan@127.0.0.1:\(port)",
        ]
        let server = try await blocking { try RunningServer(url: url, words, environment: environment) }
        let token = try await Program.run(
            ["token", "create", "--email", "taro@xyz-manufacture.example", "--database", url], environment: environment)
        let headers = ["Authorization": "Bearer \(token.output.trimmingCharacters(in: .newlines))"]
        let made = try await blocking {
            try server.connect().send(
                "POST", "/api/v1/workflows/visitor-badge/instances", headers: headers,
                body: #"{"data": {"host": "maria@converge.example", "day": "Monday"}}"#)
        }
        #expect(made.status == 201, "\(made.body)")
        try await mailServer.take(1)
        let taken = try #require(try await mailServer.report().messages.first)
        #expect(taken.isTLS && taken.isSignedIn && taken.to == ["maria@converge.example"])
        let mail = try #require(try await mailServer.read().first)
        #expect(mail.to == "maria@converge.example")
        let link = try #require(mail.text.split(whereSeparator: \.isWhitespace).first { $0.contains("/l/") })
        let path = try #require(URL(string: String(link))?.path)
        let opened = try await blocking { try server.connect().send("GET", path) }
        #expect([200, 303].contains(opened.status), "\(opened.status)")
        let code = try await blocking { server.terminate() }
        #expect(code == 0)
        #expect(try await mailServer.report().count == 1)
    }
}
