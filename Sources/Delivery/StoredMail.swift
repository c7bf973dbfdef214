public import Statecharts

/// A message as it was written, read back from its bytes.
public struct StoredMail: Sendable, Equatable {
    /// Id of the outbox row.
    public var id: String
    /// When it was committed, to the second.
    public var date: Timestamp
    /// Name and address of the sender.
    public var from: String
    /// Address of the recipient.
    public var to: String
    /// Subject.
    public var subject: String
    /// Stable identity, without angle brackets.
    public var messageID: String
    /// Plain text.
    public var text: String
    /// HTML that says the same.
    public var html: String
    /// Every header as it stands in the file, decoded and in order.
    public var headers: [Header]

    /// A header.
    public struct Header: Sendable, Equatable {
        /// Name as written.
        public var name: String
        /// Decoded value.
        public var value: String
    }

    /// The decoded value of a header, by its name.
    public func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
