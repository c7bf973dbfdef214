public import Statecharts

/// A mail of a turn that the recipient's server refused for good, as whoever asked reads it (U-12).
public struct Undelivered: Sendable, Equatable {
    /// Why, as far as the server said: never in its own words, which are a stranger's.
    public enum Cause: String, Sendable, CaseIterable {
        case noSuchMailbox
        case mailboxFull
        case messageTooLarge
        case refusedByPolicy
        /// Operators discarded it, see ``Undelivered/reason``.
        case givenUp
        case other
    }

    /// The mail's name.
    public var mail: String
    /// The address, in full: it stands in the request of whoever asked.
    public var to: String
    /// When it was refused.
    public var at: Timestamp
    /// Why.
    public var cause: Cause
    /// What operators said when they gave it up.
    public var reason: String?
    /// Events that the caller may send now and that set the field behind the turn's role.
    public var corrections: [String]

    /// Makes an entry.
    public init(
        mail: String, to: String, at: Timestamp, cause: Cause, reason: String? = nil, corrections: [String]
    ) {
        self.mail = mail
        self.to = to
        self.at = at
        self.cause = cause
        self.reason = reason
        self.corrections = corrections
    }

    /// Begins what stands for a server's reply where operators gave a message up; a reply begins with a digit.
    static let givenUp = "discarded: "

    /// What operators said, if it was they who ended it.
    static func reason(reply: String?) -> String? {
        guard let reply, reply.hasPrefix(givenUp) else { return nil }
        return String(reply.dropFirst(givenUp.count))
    }
}

extension Undelivered.Cause {
    /// Of operators by their mark, else of a server by the enhanced status code where there is one (RFC 3463), else by the reply's code (RFC 5321, 4.2.3).
    public init(reply: String?) {
        guard Undelivered.reason(reply: reply) == nil else {
            self = .givenUp
            return
        }
        let words = (reply ?? "").split(separator: " ").prefix(3)
        let enhanced = words.lazy.compactMap { word -> (Int, Int)? in
            let parts = word.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
            guard parts.count == 3, parts[0] == 5, let subject = parts[1], let detail = parts[2] else { return nil }
            return (subject, detail)
        }.first
        switch (enhanced?.0, enhanced?.1, words.first.flatMap { Int($0) }) {
        case (1, _, _), (2, 1, _): self = .noSuchMailbox
        case (2, 2, _): self = .mailboxFull
        case (2, 3, _), (3, 4, _): self = .messageTooLarge
        case (7, _, _): self = .refusedByPolicy
        case (.some, _, _): self = .other
        case (nil, _, 550), (nil, _, 551), (nil, _, 553), (nil, _, 556): self = .noSuchMailbox
        case (nil, _, 552): self = .mailboxFull
        case (nil, _, _): self = .other
        }
    }
}
