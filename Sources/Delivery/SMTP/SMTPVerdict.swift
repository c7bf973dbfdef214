import Engine

/// What a talk with the server came to, as values.
struct SMTPVerdict: Sendable, Equatable {
    /// Whether the server took the message.
    var isTaken: Bool
    /// How far it came.
    var step: SMTPStep
    /// The answer to the last command; absent where none came.
    var reply: SMTPReply?
    /// What libcurl says where the server said nothing.
    var trouble: String

    /// Answers that speak of the session and not of a recipient, wherever they come: syntax, order, signing in.
    private static let ofSession: Set<Int> = [500, 501, 502, 503, 504, 530, 534, 535, 538]

    /// What the worker does with the message.
    var outcome: DeliveryOutcome {
        if isTaken { return .accepted }
        let words = text
        switch step {
        case .session:
            return .blocked(reply: words)
        case .recipient, .data:
            return isFinal ? .undeliverable(reply: words) : .retry(reply: words)
        case .answer:
            guard let code = reply?.code, (400...599).contains(code) else { return .unknown(reply: words) }
            return isFinal ? .undeliverable(reply: words) : .retry(reply: words)
        }
    }

    /// Whether a kept connection had gone cold: nothing was asked but to begin, and a new one may do.
    var wasCold: Bool { !isTaken && step == .session && (reply?.code == nil || reply?.code == 421) }

    private var isFinal: Bool {
        guard let code = reply?.code else { return false }
        return (500...599).contains(code) && !Self.ofSession.contains(code)
    }

    private var text: String {
        // a good answer is not what went wrong: libcurl did not like what came next
        guard let reply, !reply.text.isEmpty, reply.code.map({ $0 >= 400 }) ?? true else {
            return SMTPReply(Array(trouble.utf8)).text
        }
        return reply.code == nil ? "no SMTP answer: \(reply.text)" : reply.text
    }
}
