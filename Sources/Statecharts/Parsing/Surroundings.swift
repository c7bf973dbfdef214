/// What a definition is held against besides itself.
///
/// What is absent is not checked.
public struct Surroundings: Sendable {
    /// Registered facts by name (E015, E024).
    public var facts: [String: FactSignature]?
    /// Registered actions by name (E016, E024).
    public var actions: [String: ActionSignature]?
    /// Known staff groups (E022).
    public var staffGroups: Set<String>?
    /// Known pages of the product (E022).
    public var pages: Set<String>?
    /// Start events with `by: system` of each workflow, this one included, with the fields of their forms (E019, E023).
    public var systemStarts: [String: [String: [Field]]]?
    /// Start events that people may send, of each workflow, with the fields of their forms (E019, E018).
    public var peopleStarts: [String: [String: [Field]]]?
    /// Other events with `by: system` of each workflow, with the fields of their forms (E019, E023).
    public var systemEvents: [String: [String: [Field]]]?
    /// What each workflow puts out at its end; a workflow that is missing here puts out nothing that one can read.
    public var outputs: [String: [Field]] = [:]
    /// Topics by name (E020).
    public var topics: [String: Topic] = [:]
    /// Texts and templates of this workflow and the common ones (E025, E026, E028, E029, W302).
    public var texts: TextInventory?

    /// Whether what `genkan check` asks beyond a start is asked too: E101, E110, E111, E113, E114, E120 to E123.
    public var isProved = false

    /// Nothing around: the file is checked by itself.
    public init() {}
}

/// A registered fact: types of its arguments and answer.
///
/// Bounds are not compared.
public struct FactSignature: Sendable, Hashable {
    /// In order.
    public var arguments: [ValueType]
    /// The answer.
    public var result: ValueType

    /// Makes a signature.
    public init(arguments: [ValueType], result: ValueType) {
        self.arguments = arguments
        self.result = result
    }
}

/// A registered action: inputs and results by name, and its refusals.
public struct ActionSignature: Sendable, Hashable {
    /// Inputs; one that may be left out is optional.
    public var inputs: [Field]
    /// Results by name.
    public var results: [Field]
    /// Names of refusals.
    public var refusals: [String]

    /// Makes a signature.
    public init(inputs: [Field], results: [Field] = [], refusals: [String] = []) {
        self.inputs = inputs
        self.results = results
        self.refusals = refusals
    }
}

/// Texts and templates that exist, for the checks of the seams.
public struct TextInventory: Sendable {
    /// Language → key → names of its placeholders.
    ///
    /// Keys of the workflow and of `common`, as in section 11.
    public var keys: [String: [String: Set<String>]]
    /// Keys that are only in this workflow's files; an unused one is W302.
    public var ownKeys: Set<String>
    /// Template → variant (`en.txt`, `en.html`, `ja.txt`, `ja.html`) → names that it uses.
    public var templates: [String: [String: Set<String>]]

    /// Makes an inventory.
    public init(keys: [String: [String: Set<String>]], ownKeys: Set<String>, templates: [String: [String: Set<String>]])
    {
        self.keys = keys
        self.ownKeys = ownKeys
        self.templates = templates
    }
}
