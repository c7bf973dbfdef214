/// A parsed and type-checked expression: total, no error at run time (`format.md` section 14).
///
/// An object, because the step passes it on often and it never changes.
public final class Expression: Sendable {
    /// The text as written.
    public let text: String
    /// Type of the result.
    public let type: ValueType
    /// Whether the result may be absent.
    public let mayBeAbsent: Bool

    /// The resolved tree, which is what runs.
    let root: ResolvedNode
    /// What it reads.
    let mentions: Mentions

    init(text: String, type: ValueType, mayBeAbsent: Bool, root: ResolvedNode, mentions: Mentions) {
        self.text = text
        self.type = type
        self.mayBeAbsent = mayBeAbsent
        self.root = root
        self.mentions = mentions
    }

    /// The value in `scope`; `nil` is absent.
    public func value(in scope: Scope) -> Value? { root.value(in: scope, Locals()) }

    /// Whether a boolean expression holds; absent counts as false.
    public func holds(in scope: Scope) -> Bool { root.holds(in: scope, Locals()) }
}

/// What an expression may read.
public struct Scope: Sendable {
    /// Context fields.
    public var context: Record
    /// The form's fields and what it derives.
    public var data: Record
    /// Facts that were read.
    public var facts: Record
    /// Who sends the event; absent for timers and `system`.
    public var caller: CallerValues?
    /// The command's time.
    public var now: Timestamp
    /// Active states by name, for `in('state')`.
    public var activeStates: [String]
    /// The variable of `each`, by name.
    public var variables: Record

    /// Makes a scope.
    public init(
        context: Record, data: Record = [:], facts: Record = [:], caller: CallerValues? = nil, now: Timestamp,
        activeStates: [String] = [], variables: Record = [:]
    ) {
        self.context = context
        self.data = data
        self.facts = facts
        self.caller = caller
        self.now = now
        self.activeStates = activeStates
        self.variables = variables
    }
}
