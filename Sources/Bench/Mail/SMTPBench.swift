import Delivery
import Engine
import Statecharts

/// Small mails handed to a mail server on this machine, over the connections that one process keeps.
enum SMTPBench {
    private static let mails = 2_000

    static func run(rounds: Int) async throws -> Figure {
        let sink = try MailSink()
        let deliverer = SMTPDeliverer(
            try SMTPSettings(url: "smtp://127.0.0.1:\(sink.port)?tls=off"), vendor: MailBench.vendor)
        var samples: [Double] = []
        for round in 0..<rounds {
            let took = try await seconds {
                try await AccountRequests.share(Array(0..<mails), among: deliverer.atOnce) { number in
                    let outcome = await deliverer.deliver(message(round * mails + number))
                    guard outcome == .accepted else { throw BenchFault("a mail was not taken: \(outcome)") }
                }
            }
            samples.append(Double(mails) / took)
        }
        let taken = try sink.end()
        guard taken == rounds * mails else { throw BenchFault("of \(rounds * mails) mails \(taken) came") }
        return Figure(name: "SMTP, small mails", unit: "mails/s", samples: samples, goal: .atLeast(1_000))
    }

    private static func message(_ number: Int) -> OutgoingMessage {
        OutgoingMessage(
            id: "\(number)", messageID: "\(number)@vendor.example", to: "p\(number)@company-\(number % 50).example",
            date: Timestamp(microseconds: 1_795_246_200_000_000),
            mail: RenderedMail(
                subject: "Your code", text: "Your code is 123456.\n", html: "<p>Your code is 123456.</p>\n"))
    }
}
