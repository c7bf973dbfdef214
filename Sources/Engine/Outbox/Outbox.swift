public import Statecharts
public import Storage

/// Queues sealed messages in a transaction; `OutboxWorker` hands them over after the commit.
public struct Outbox: Sendable {
    /// Makes an outbox.
    /// - Parameters:
    ///   - keys: what seals bodies.
    ///   - host: right half of every Message-ID, fixed in the row.
    public init(
        keys: SealKeys, host: String, random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes
    ) { fatalError() }

    /// Queues a mail of the product itself, such as a sign-in code; after `notAfter` it is not sent any more.
    public func queue(
        _ mail: RenderedMail, kind: String, to address: String, notAfter: Timestamp?, now: Timestamp,
        in tx: borrowing Transaction
    ) throws { fatalError() }
}

/// Keys that seal what waits in the outbox, kept beside the database and never in it.
public struct SealKeys: Sendable {
    /// Reads lines `id base64`, the first of which seals.
    public init(parsing text: String) throws { fatalError() }

    /// A text with one new key, for a store that has none yet.
    public static func makeText(random: (_ bytes: Int) -> [UInt8]) -> String { fatalError() }
}
