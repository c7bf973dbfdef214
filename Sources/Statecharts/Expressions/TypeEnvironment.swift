/// What is known of a name before anything has a value.
public struct FieldType: Hashable, Sendable {
    /// Type with bounds.
    public var type: ValueType
    /// Whether the value may be absent: an optional field, one with `when`, a fact with such arguments.
    public var mayBeAbsent: Bool

    /// Makes a field's type.
    public init(_ type: ValueType, mayBeAbsent: Bool = false) {
        self.type = type
        self.mayBeAbsent = mayBeAbsent
    }

    /// The type of a declared field; one with a default is never absent.
    public init(_ field: Field) { self.init(field.type, mayBeAbsent: field.isOptional && field.defaultValue == nil) }
}

/// The names that an expression may use at its place in the file.
public struct TypeEnvironment: Sendable {
    /// Context fields.
    public var context: [String: FieldType]
    /// Form fields and what the form derives; `nil` where `data` is not available (E045).
    public var data: [String: FieldType]?
    /// Declared facts; `nil` where `facts` is not available (E045).
    public var facts: [String: FieldType]?
    /// Whether somebody sends the event; without, `caller` is E045.
    public var hasCaller: Bool
    /// Names of the states; `nil` where `in('state')` is not available (E045).
    public var states: Set<String>?
    /// The variable of `each`, by name.
    public var variables: [String: FieldType]
    /// Whether there is a `now`; without, it is E045.
    public var hasNow = true

    /// Makes an environment.
    public init(
        context: [String: FieldType] = [:], data: [String: FieldType]? = nil, facts: [String: FieldType]? = nil,
        hasCaller: Bool = false, states: Set<String>? = nil, variables: [String: FieldType] = [:]
    ) {
        self.context = context
        self.data = data
        self.facts = facts
        self.hasCaller = hasCaller
        self.states = states
        self.variables = variables
    }
}
