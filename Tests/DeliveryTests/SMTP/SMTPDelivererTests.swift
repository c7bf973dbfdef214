import Engine
import Foundation
import Statecharts
import TestKit
import Testing

@testable import Delivery

/// The real deliverer before a real mail server in a process of its own.
@Suite(.timeLimit(.minutes(5))) struct `R12 the mail server` {
    private func settings(
        _ server: MailServer, _ port: String = "startTLS", user: String? = nil, password: String? = nil,
        trusts: Bool = true
    ) throws -> SMTPSettings {
        let number = try #require(server.ports[port])
        let scheme = port == "tls" ? "smtps" : "smtp"
        let url = "\(scheme)://\(user.map { "\($0)@" } ?? "")127.0.0.1:\(number)\(port == "open" ? "?tls=off" : "")"
        return try SMTPSettings(url: url, password: password, caFile: trusts ? server.certificate : nil)
    }

    private func deliverer(_ settings: SMTPSettings) -> SMTPDeliverer {
        SMTPDeliverer(settings, vendor: SampleMails.vendor)
    }

    private func message(_ number: Int = 1, to: String = "taro@xyz-manufacture.example") -> OutgoingMessage {
        OutgoingMessage(
            id: "\(number)", messageID: "\(number)@vendor.example", to: to, date: SampleMails.now,
            mail: RenderedMail(
                subject: "【重要】スマートアカウント \(number)", text: "こんにちは\n.\n..\nfrom here\n",
                html: "<p>こんにちは</p>\n"))
    }

    @Test(arguments: ["startTLS", "tls", "open"])
    func `a message arrives whole, over one kept connection, encrypted unless that was left out`(
        port: String
    ) async throws {
        let server = try await MailServer.start()
        let deliverer = deliverer(try settings(server, port))
        for number in 1...3 { #expect(await deliverer.deliver(message(number)) == .accepted) }
        let report = try await server.report()
        #expect(report.messages.map { $0.header("Message-ID") } == (1...3).map { "<\($0)@vendor.example>" })
        #expect(report.messages.allSatisfy { $0.isTLS == (port != "open") && $0.greeting == "vendor.example" })
        #expect(report.messages.allSatisfy { $0.from == "genkan@vendor.example" && $0.to == [message().to] })
        #expect(report.sessions == (port == "startTLS" ? 2 : 1))
        let first = try #require(report.messages.first)
        #expect(Array(first.bytes) == (try MIME.encode(message(), from: SampleMails.vendor)))
    }

    @Test func `Python's strict parser reads headers and both parts back`() async throws {
        let server = try await MailServer.start()
        let deliverer = deliverer(try settings(server))
        #expect(await deliverer.deliver(message()) == .accepted)
        let read = try #require(try await server.read().first)
        #expect(read.subject == message().mail.subject)
        #expect(read.text == message().mail.text && read.html == message().mail.html)
        #expect(read.to == "<taro@xyz-manufacture.example>" || read.to == "taro@xyz-manufacture.example")
        #expect(read.from == "Example Systems <genkan@vendor.example>")
    }

    @Test func `a sign-in goes over TLS only, and a wrong password buries nothing and is not told`() async throws {
        let server = try await MailServer.start()
        let right = deliverer(try settings(server, "account", user: "genkan", password: "secret"))
        #expect(await right.deliver(message()) == .accepted)
        #expect(try await server.report().messages.map(\.isSignedIn) == [true])
        let wrong = deliverer(try settings(server, "account", user: "genkan", password: "gu3ssed"))
        guard case .blocked(let reply) = await wrong.deliver(message(2)) else {
            Issue.record("a wrong password did not hold up the session")
            return
        }
        #expect(reply.contains("535") && !reply.contains("gu3ssed"))
        let nobody = deliverer(try settings(server, "account"))
        guard case .blocked(let refusal) = await nobody.deliver(message(3)) else {
            Issue.record("nobody was let in")
            return
        }
        #expect(refusal.hasPrefix("530"))
    }

    @Test func `without TLS, with a stranger's or an expired certificate, nothing is sent`() async throws {
        let server = try await MailServer.start()
        let expired = try await MailServer.start(isExpired: true)
        var plain = try settings(server, "open")
        plain.protection = .startTLS
        for (settings, words) in [
            (plain, "STARTTLS"), (try settings(server, trusts: false), "certificate"),
            (try settings(server, "tls", trusts: false), "certificate"), (try settings(expired), "certificate"),
        ] {
            guard case .blocked(let reply) = await deliverer(settings).deliver(message()) else {
                Issue.record("it was sent")
                continue
            }
            #expect(reply.contains(words), "\(reply)")
        }
        #expect(try await server.report().count == 0)
        #expect(try await expired.report().count == 0)
    }

    @Test(arguments: [
        ("421 4.3.2 going down", DeliveryOutcome.retry(reply: "421 4.3.2 going down")),
        ("450 4.2.1 busy", .retry(reply: "450 4.2.1 busy")), ("452 4.2.2 full", .retry(reply: "452 4.2.2 full")),
        ("550-5.1.1 no such\r\n550 5.1.1 mailbox", .undeliverable(reply: "550 5.1.1 no such 5.1.1 mailbox")),
        ("552 5.2.2 full", .undeliverable(reply: "552 5.2.2 full")),
        ("554 5.7.1 not here", .undeliverable(reply: "554 5.7.1 not here")),
        ("530 5.7.0 sign in", .retry(reply: "530 5.7.0 sign in")),
        ("%%%% what?", .retry(reply: "no SMTP answer: %%%% what?")),
        ("550 \u{1B}[2Jgone", .undeliverable(reply: "550 [2Jgone")),
    ])
    func `what is said of the recipient decides about this message only`(
        answer: String, outcome: DeliveryOutcome
    ) async throws {
        let server = try await MailServer.start()
        let deliverer = deliverer(try settings(server))
        try await server.obey(.init(rcpt: ["rcpt.example": answer], data: ["data.example": answer]))
        #expect(await deliverer.deliver(message(1, to: "a@rcpt.example")) == outcome)
        #expect(await deliverer.deliver(message(2)) == .accepted)
        let atEnd = await deliverer.deliver(message(3, to: "a@data.example"))
        if case .retry(let reply) = outcome, reply.hasPrefix("no SMTP") {
            #expect(atEnd == .unknown(reply: reply))
        } else {
            #expect(atEnd == outcome)
        }
        #expect(await deliverer.deliver(message(4)) == .accepted)
        #expect(try await server.report().count == 2)
    }

    @Test func `a connection that ends is taken for what it leaves open`() async throws {
        let server = try await MailServer.start()
        let deliverer = deliverer(try settings(server))
        try await server.obey(.init(rcpt: ["rcpt.example": "DROP"], data: ["data.example": "DROP"]))
        guard case .retry = await deliverer.deliver(message(1, to: "a@rcpt.example")) else {
            Issue.record("before the data")
            return
        }
        guard case .unknown = await deliverer.deliver(message(2, to: "a@data.example")) else {
            Issue.record("after the data")
            return
        }
        #expect(await deliverer.deliver(message(3)) == .accepted)
        #expect(try await server.report().count == 2, "the dropped one was taken")
    }

    @Test(arguments: ["554 no service", "421 too busy", "%%%% what?", "DROP"])
    func `a refused session holds up messages and buries none`(banner: String) async throws {
        let server = try await MailServer.start()
        let deliverer = deliverer(try settings(server))
        try await server.obey(.init(banner: banner))
        guard case .blocked = await deliverer.deliver(message()) else {
            Issue.record("not blocked")
            return
        }
        try await server.obey(.init(mail: "550 5.7.1 sender unknown"))
        #expect(await deliverer.deliver(message()) == .blocked(reply: "550 5.7.1 sender unknown"))
        try await server.obey(.init())
        #expect(await deliverer.deliver(message()) == .accepted)
    }

    @Test func `R14 a silent server and a silent recipient cost their time limits and no more`() async throws {
        let server = try await MailServer.start()
        var settings = try settings(server)
        settings.messageTimeout = 1000
        settings.answerTimeout = 2000
        let deliverer = deliverer(settings)
        try await server.obey(.init(banner: "SILENT"))
        guard case .blocked = await deliverer.deliver(message()) else {
            Issue.record("no banner")
            return
        }
        try await server.obey(.init(rcpt: ["rcpt.example": "SILENT"], data: ["data.example": "SILENT"]))
        guard case .retry = await deliverer.deliver(message(1, to: "a@rcpt.example")) else {
            Issue.record("silent recipient")
            return
        }
        guard case .unknown = await deliverer.deliver(message(2, to: "a@data.example")) else {
            Issue.record("silent end")
            return
        }
    }

    @Test func `a kept connection that went cold is replaced without an attempt of the message`() async throws {
        let server = try await MailServer.start()
        let deliverer = deliverer(try settings(server))
        #expect(await deliverer.deliver(message(1)) == .accepted)
        try await server.obey(.init(mail: "421 idle for too long"))
        guard case .blocked = await deliverer.deliver(message(2)) else {
            Issue.record("421")
            return
        }
        try await server.obey(.init())
        #expect(await deliverer.deliver(message(3)) == .accepted)
    }

    @Test func `a cancelled delivery ends soon`() async throws {
        let server = try await MailServer.start()
        let deliverer = deliverer(try settings(server))
        try await server.obey(.init(rcpt: ["rcpt.example": "HOLD"]))
        let message = message(1, to: "a@rcpt.example")
        await withTaskGroup(of: DeliveryOutcome.self) { group in
            group.addTask { await deliverer.deliver(message) }
            try? await server.hold(1)
            group.cancelAll()
            guard case .retry = await group.next() else {
                Issue.record("it went on")
                return
            }
        }
    }

    @Test func `words of a server are one short line without controls and directions`() {
        let line = "550-5.1.1 \u{202E}no\u{7}\r\n550 \tsuch\u{2028}mailbox" + String(repeating: "x", count: 5000)
        let reply = SMTPReply(Array(line.utf8) + [0xFF, 0x0D, 0x0A])
        #expect(reply.text.hasPrefix("550 5.1.1 no such mailboxxx"))
        #expect(reply.text.unicodeScalars.count <= 300)
        #expect(SMTPReply(Array("2x0 what".utf8)).code == nil && SMTPReply([]).code == nil)
    }

    @Test func `S23 no generated value adds a header or a recipient at the server`() async throws {
        let server = try await MailServer.start()
        let seed: UInt64 = 20_261_121
        print("S23 seed \(seed)")
        var random = HostileValues(seed: seed)
        var settings = try settings(server, "open")
        settings.connections = 1
        var taken = 0
        for round in 0..<200 {
            let value = random.value()
            var vendor = SampleMails.vendor
            var sent = message(round)
            switch round % 4 {
            case 0: sent.mail.subject = value
            case 1: sent.to = value
            case 2: vendor.name = value
            default: sent.mail = RenderedMail(subject: "Hello", text: value, html: value)
            }
            switch await SMTPDeliverer(settings, vendor: vendor).deliver(sent) {
            case .accepted: taken += 1
            case .unsendable: continue
            case .retry, .undeliverable, .blocked, .unknown:
                Issue.record("seed \(seed), round \(round): \(value.debugDescription)")
            }
        }
        let report = try await server.report()
        #expect(report.count == taken && taken > 30 && taken < 200)
        #expect(report.messages.allSatisfy { $0.to.count == 1 && $0.from == SampleMails.vendor.fromAddress })
        let names = [
            "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
        ]
        #expect(try await server.read().allSatisfy { $0.names == names })
    }

    @Test func `nobody listens there`() async throws {
        var settings = try SMTPSettings(url: "smtp://127.0.0.1:1?tls=off")
        settings.connections = 2
        guard case .blocked(let reply) = await deliverer(settings).deliver(message()) else {
            Issue.record("not blocked")
            return
        }
        #expect(reply.contains("connect"))
    }

    @Test(arguments: [
        "a@b.example\r\nRCPT TO:<c@d.example>", "a@b.example>\r\nDATA", "a b@c.example", "a@b.example\n",
        "<a@b.example>",
    ])
    func `S23 an address that is more than one is a dead letter and reaches no server`(address: String) async throws {
        let server = try await MailServer.start()
        let deliverer = deliverer(try settings(server, "open"))
        #expect(
            await deliverer.deliver(message(1, to: address))
                == .unsendable(reason: "To: not one plain e-mail address"))
        #expect(try await server.report().sessions == 0)
    }
}
