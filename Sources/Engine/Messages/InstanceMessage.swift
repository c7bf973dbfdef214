public import Statecharts

/// An event on its way from one instance to another: a row in the sender's commit until it is in the receiver's
/// (`commit.md` 10).
public struct InstanceMessage: Hashable, Sendable {
    /// What tells the sender that its message was refused; no definition can name such an event.
    static let refusal = "error.send"
    /// The place of what an instance's end says: behind all that its last step sends.
    static let lastOrdinal = Int64(Int32.max)

    /// Who sends it.
    public var from: InstanceID
    /// Number of the sender's entry, and the message's place in it: per receiver the lowest goes first.
    public var revision: Int64
    /// The message's place in the sender's entry.
    public var ordinal: Int64
    /// Who gets it.
    public var to: InstanceID
    /// The receiver's event.
    public var event: String
    /// The event's form, or what its payload says: an object.
    public var data: JSON
    /// How often it could not be handed on.
    var attempts: Int64 = 0

    /// Whether it tells a parent of the end of an instance that it started.
    var isEnd: Bool { ordinal == Self.lastOrdinal }

    /// Two are the same by their place in the sender's history.
    public static func == (left: InstanceMessage, right: InstanceMessage) -> Bool {
        (left.from, left.revision, left.ordinal, left.event) == (right.from, right.revision, right.ordinal, right.event)
    }

    /// By the place.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(from)
        hasher.combine(revision)
        hasher.combine(ordinal)
    }

    /// Whether it tells the sender of a refusal.
    var isRefusal: Bool { event == Self.refusal }

    /// What tells of its refusal: the event, the instance that was to get it, the reason.
    func refusalData(_ reason: EngineError.Code) -> JSON {
        .object([
            ("event", .string(event)), ("instance", .string(to.text)), ("reason", .string(reason.rawValue)),
        ])
    }

    /// Fields of ``refusalData(_:)``; nothing of it is about a person.
    static let refusalFields = ["event", "instance", "reason"].map {
        Field(name: $0, type: .text(TextBounds(max: 200)), personal: false)
    }

    /// Turns it round: its sender hears that it was refused.
    mutating func turnBack(because reason: EngineError.Code) {
        data = refusalData(reason)
        (to, event) = (from, Self.refusal)
    }
}
