/// A workflow as its file says it: parsed, type-checked, every shorthand written out.
///
/// A value of this type has passed every load check (E001 to E046), so the step never fails on the definition's account.
public struct Definition: Sendable {
    /// Name, kebab-case, also the file's name.
    public var workflow: String
    /// Grows by one with each deployed change of `contentHash`.
    public var version: Int
    /// What people call the workflow.
    public var title: Title
    /// The role that must always get an answer.
    public var asker: String
    /// Context fields of which at most one unfinished instance may hold the same values; empty without `key`.
    public var key: [String]
    /// Roles in the order of the file.
    public var roles: [Role]
    /// Context fields in the order of the file.
    public var context: [Field]
    /// Facts by name.
    public var facts: [String: FactDeclaration]
    /// Actions by name.
    public var actions: [String: ActionDeclaration]
    /// Mails by name.
    public var mails: [String: MailDeclaration]
    /// Roles that may look at any state.
    public var watch: [String]
    /// Events that make an instance.
    public var start: [EventNode]
    /// All states in document order: a parent stands before its children, and `StateNode.index` is the place here.
    public var states: [StateNode]
    /// SHA-256 of the canonical form (`format.md` section 13); titles and comments do not count.
    public var contentHash: [UInt8]
    /// The file's text as it was read.
    public var source: String

    /// The role of that name.
    public func role(_ name: String) -> Role? { roles.first { $0.name == name } }

    /// The context field of that name.
    public func field(_ name: String) -> Field? { context.first { $0.name == name } }

    /// The state of that name.
    public func state(_ name: String) -> StateNode? { states.first { $0.name == name } }

    /// Every event of that name, of the start first, then in document order.
    public func events(named name: String) -> [EventNode] {
        (start + states.flatMap(\.on)).filter { $0.name == name }
    }
}

/// A title in both languages.
public struct Title: Hashable, Sendable {
    /// English and Japanese.
    public var en: String
    public var ja: String

    /// Makes a title.
    public init(en: String, ja: String) {
        self.en = en
        self.ja = ja
    }
}

/// Who is who in one instance.
public struct Role: Hashable, Sendable {
    /// Where holders come from; a role is the union of its sources.
    public enum Source: Hashable, Sendable {
        /// The people in a context field of type `person`, `email`, or a list of these.
        case context(field: String)
        /// Holders of a right now: `account(context.account).administrators`.
        case right(noun: String, field: String, right: String)
        /// Members of a staff group now.
        case staff(group: String)
    }

    /// Name, camelCase.
    public var name: String
    /// Sources in the order of the file.
    public var sources: [Source]

    /// Makes a role.
    public init(name: String, sources: [Source]) {
        self.name = name
        self.sources = sources
    }
}

/// A question that a definition asks of the world before a step.
public struct FactDeclaration: Sendable {
    /// Name in this file.
    public var name: String
    /// Registered function.
    public var function: String
    /// Arguments over `data`, `context`, `caller` and literals.
    public var arguments: [Expression]
    /// Type of the answer.
    public var type: ValueType
    /// Whether an argument needs the form's data; such facts are read after the form (commit step 7).
    public var readsData: Bool

    /// Makes a declaration.
    public init(name: String, function: String, arguments: [Expression], type: ValueType, readsData: Bool) {
        self.name = name
        self.function = function
        self.arguments = arguments
        self.type = type
        self.readsData = readsData
    }
}

/// A deed that a definition asks of Swift, in the step's transaction.
public struct ActionDeclaration: Sendable {
    /// Name, as registered.
    public var name: String
    /// Inputs, results.
    public var inputs: [Field]
    public var results: [Field]
    /// Refusals that the action may answer with.
    public var refusals: [String]

    /// Makes a declaration.
    public init(name: String, inputs: [Field], results: [Field], refusals: [String]) {
        self.name = name
        self.inputs = inputs
        self.results = results
        self.refusals = refusals
    }
}

/// A mail that effects may name.
public struct MailDeclaration: Sendable {
    /// What the mail's button opens.
    public enum Link: Hashable, Sendable {
        /// One-time link to the recipient's task.
        case task
        /// Page of the instance; needs sign-in.
        case status
        /// Start form, filled from this instance.
        case again
        /// A page of the product.
        case page(String)
    }

    /// Name, kebab-case or camelCase.
    public var name: String
    /// Folder of texts; the name unless said otherwise.
    public var template: String
    /// Roles that get it, one outbox row per person.
    public var to: [String]
    /// What the button opens.
    public var link: Link?
    /// What the template may use, and nothing else.
    public var with: [NamedExpression]
    /// Mails whose unsent rows for this instance and person are dropped; the mail itself always is.
    public var supersedes: [String]

    /// Makes a declaration.
    public init(
        name: String, template: String, to: [String], link: Link?, with: [NamedExpression], supersedes: [String]
    ) {
        self.name = name
        self.template = template
        self.to = to
        self.link = link
        self.with = with
        self.supersedes = supersedes
    }
}

/// An expression with the name that its value gets.
public struct NamedExpression: Sendable {
    /// Name of the value.
    public var name: String
    /// What it is.
    public var expression: Expression

    /// Makes a pair.
    public init(name: String, expression: Expression) {
        self.name = name
        self.expression = expression
    }
}
