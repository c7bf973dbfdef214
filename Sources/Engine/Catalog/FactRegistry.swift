public import Statecharts
public import Storage

/// A registered question: read-only, bounded to one indexed read.
public struct Fact: Sendable {
    /// Name that definitions call.
    public let name: String
    /// Types.
    public let signature: FactSignature
    /// Reads the answer; `nil` is absent.
    ///
    /// Arguments are present and of the signature's types.
    public let read: @Sendable (_ arguments: [Value], _ now: Timestamp, _ tx: borrowing Transaction) throws -> Value?
    /// Whether asking is a look-up that is limited and logged, when a command asks; by the same arguments.
    public let lookUp: @Sendable (_ arguments: [Value], _ now: Timestamp, _ tx: borrowing Transaction) throws -> LookUp?

    /// Makes a fact.
    public init(
        _ name: String, _ signature: FactSignature,
        lookUp:
            @escaping @Sendable (
                _ arguments: [Value], _ now: Timestamp, _ tx: borrowing Transaction
            ) throws -> LookUp? = { _, _, _ in nil },
        read: @escaping @Sendable (_ arguments: [Value], _ now: Timestamp, _ tx: borrowing Transaction) throws -> Value?
    ) {
        self.name = name
        self.signature = signature
        self.lookUp = lookUp
        self.read = read
    }
}

/// All facts that definitions may ask.
public struct FactRegistry: Sendable {
    /// By name.
    public let facts: [String: Fact]

    /// Makes a registry; a name may stand once.
    public init(_ facts: [Fact]) {
        self.facts = Dictionary(uniqueKeysWithValues: facts.map { ($0.name, $0) })
    }

    /// For `Surroundings`.
    public var signatures: [String: FactSignature] { facts.mapValues(\.signature) }
}
