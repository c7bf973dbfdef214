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

    @Test(.enabled(if: PostfixServer.isPossible, "Postfix starts as root only"))
    func `Postfix takes a request's mail over STARTTLS, and the delivered file is read by a strict parser`()
        async throws
    {
        let folder = try TemporaryFolder()
        let url = "sqlite:\(folder.file("a.sqlite"))"
        let postfix = try await blocking { try PostfixServer() }
        let words = [
            "--workflows", "\(Program.repository)/docs/example", "--smtp", "smtp://127.0.0.1:\(postfix.port)",
        ]
        let environment = ["GENKAN_SMTP_CA_FILE": postfix.certificate]
        let server = try await blocking { try RunningServer(url: url, words, environment: environment) }
        let token = try await Program.run(
            ["token", "create", "--email", "taro@xyz-manufacture.example", "--database", url])
        let headers = ["Authorization": "Bearer \(token.output.trimmingCharacters(in: .newlines))"]
        let (path, code) = try await blocking {
            let made = try server.connect().send(
                "POST", "/api/v1/workflows/visitor-badge/instances", headers: headers,
                body: #"{"data": {"host": "maria@converge.example", "day": "月曜日"}}"#)
            #expect(made.status == 201, "\(made.body)")
            return (try postfix.delivered(), server.terminate())
        }
        #expect(code == 0)
        let read = try await blocking {
            let child = try ChildProcess("\(Program.repository)/.venv/bin/python", ["-c", Self.parser, path])
            let (output, talk) = child.readAll()
            #expect(child.wait() == 0, "\(talk)")
            return try JSON(parsing: output)
        }
        #expect(read["to"]?.stringValue == "maria@converge.example")
        #expect(read["types"] == .array(["text/plain", "text/html"]))
        #expect(read["text"]?.stringValue?.contains("月曜日") == true, "\(read)")
        #expect(read["html"]?.stringValue?.contains("月曜日") == true)
        #expect(read["received"]?.stringValue?.contains("with ESMTPS") == true, "\(read)")
    }

    private static let parser = """
        import email, email.policy, json, sys
        policy = email.policy.default.clone(raise_on_defect=True)
        mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=policy)
        parts = [part for part in mail.walk() if not part.is_multipart()]
        text, html = [part.get_content() for part in parts]
        types = [part.get_content_type() for part in parts]
        print(json.dumps({"to": mail["To"], "types": types, "text": text, "html": html, "received": mail["Received"]}))
        """
}
