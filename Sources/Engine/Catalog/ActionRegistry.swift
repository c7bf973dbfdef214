import Foundation
public import Statecharts
public import Storage

/// A deed with typed input: reads with locks, decides, throws its refusal, and only then writes (`commit.md` 4).
public protocol DomainAction: Sendable {
    /// Decoded from the definition's inputs: a person is `{"email", "id"?}`, times are ISO 8601.
    associatedtype Input: Decodable & Sendable

    /// Name that definitions call.
    var name: String { get }
    /// Inputs, results, refusals.
    var signature: ActionSignature { get }
    /// Runs in the step's transaction.
    /// - Returns: results by name.
    /// - Throws: `Refused` before the first write; anything else is a fault.
    func perform(_ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment) throws -> Record
}

/// What an action may know besides its input and the store.
public struct ActionMoment: Sendable {
    /// The command's time.
    public let now: Timestamp
    /// Who sends the event; absent for timers.
    public let caller: CallerValues?
    /// The instance whose step this is.
    public let instance: InstanceID
    /// Derived from the command's recorded seed: a re-run draws the same.
    ///
    /// Nothing secret comes from it.
    public var random: RandomStream

    /// Makes a moment.
    public init(now: Timestamp, caller: CallerValues?, instance: InstanceID, random: RandomStream) {
        self.now = now
        self.caller = caller
        self.instance = instance
        self.random = random
    }
}

/// A named refusal of a domain action.
public struct Refused: Error, Sendable, Equatable {
    /// One of the signature's refusals.
    public let refusal: String

    /// Makes a refusal.
    public init(_ refusal: String) { self.refusal = refusal }
}

/// All actions that definitions may call.
public struct ActionRegistry: Sendable {
    struct Entry: Sendable {
        let signature: ActionSignature
        let perform: @Sendable (Record, borrowing Transaction, inout ActionMoment) throws -> Record
    }

    let actions: [String: Entry]

    /// Makes a registry; a name may stand once.
    public init(_ actions: [any DomainAction]) {
        self.actions = Dictionary(uniqueKeysWithValues: actions.map { ($0.name, Self.entry($0)) })
    }

    /// For `Surroundings`.
    public var signatures: [String: ActionSignature] { actions.mapValues(\.signature) }

    private static func entry<Action: DomainAction>(_ action: Action) -> Entry {
        Entry(signature: action.signature) { input, tx, moment in
            let decoded = try JSONDecoder().decode(Action.Input.self, from: Data(JSON(input).canonical))
            return try action.perform(decoded, in: tx, at: &moment)
        }
    }
}
