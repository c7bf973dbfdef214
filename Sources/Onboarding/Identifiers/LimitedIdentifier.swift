import Engine
import Statecharts
import Storage

/// Identifiers of limited accounts, `^[a-z0-9]{6}\.smb$`: drawn at random and given out once for ever (D-06, D-62).
enum LimitedIdentifier {
    static let ending = ".smb"
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
    /// With a million of the two milliards given out, a draw is spent once in 2,000.
    private static let attempts = 20

    /// Draws one that was never given out, and spends it.
    static func make(
        from random: inout RandomStream, now: Timestamp, in tx: borrowing Transaction
    ) throws -> String {
        for _ in 0..<attempts {
            let identifier = draw(from: &random)
            let isNew = try tx.changed(spend, .text(identifier), .integer(now.microseconds)) == 1
            if isNew { return identifier }
        }
        throw OnboardingFault("\(attempts) identifiers under .smb were drawn and all of them are spent")
    }

    static func draw(from random: inout RandomStream) -> String {
        let name = (0..<6).map { _ in letters[Int(random.number(below: UInt32(letters.count)))] }
        return String(decoding: name, as: UTF8.self) + ending
    }

    static let spend = Statement(
        "identifier.spend", "insert into spent_identifier (identifier, spent_at) values ($1, $2) on conflict do nothing"
    )
}
