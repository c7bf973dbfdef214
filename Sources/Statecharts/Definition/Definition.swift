/// A workflow as its file says it: parsed, type-checked, every shorthand written out.
///
/// An object, because it is large and never changes: every step holds it for the price of a pointer. It has passed every load check (E001 to E046), so the step never fails on the definition's account.
public final class Definition: Sendable {
    /// Name, kebab-case, also the file's name.
    public let workflow: String
    /// Grows by one with each deployed change of `contentHash`.
    public let version: Int
    /// What people call the workflow.
    public let title: Title
    /// The role that must always get an answer.
    public let asker: String
    /// Context fields of which at most one unfinished instance may hold the same values; empty without `key`.
    public let key: [String]
    /// Roles in the order of the file.
    public let roles: [Role]
    /// Context fields in the order of the file.
    public let context: [Field]
    /// Facts by name.
    public let facts: [String: FactDeclaration]
    /// Actions by name.
    public let actions: [String: ActionDeclaration]
    /// Mails by name.
    public let mails: [String: MailDeclaration]
    /// Roles that may look at any state.
    public let watch: [String]
    /// Events that make an instance.
    public let start: [EventNode]
    /// All states in document order: a parent stands before its children, and `StateNode.index` is the place here.
    public let states: [StateNode]
    /// What holds of every instance.
    public let invariants: Invariants
    /// SHA-256 of the canonical form (`format.md` section 13); titles and comments do not count.
    public let contentHash: [UInt8]
    /// The file's text as it was read.
    public let source: String
    /// By state: the names of its ancestors and its own, outermost first.
    let paths: [[String]]
    /// By state: what leaving it does, and entering it.
    let leaving: [[Instruction]]
    let entering: [[Instruction]]
    private let gateFactsByEvent: [String: [String]]
    /// Whether any event hears a topic; most charts have none.
    public let hearsTopics: Bool
    /// Whether instances start, tell or hear others; what none of them does wakes nobody else.
    public let exchanges: Bool

    init(
        workflow: String,
        version: Int,
        title: Title,
        asker: String,
        key: [String],
        roles: [Role],
        context: [Field],
        facts: [String: FactDeclaration],
        actions: [String: ActionDeclaration],
        mails: [String: MailDeclaration],
        watch: [String],
        start: [EventNode],
        states: [StateNode],
        invariants: Invariants,
        contentHash: [UInt8],
        source: String,
        exchanges: Bool
    ) {
        self.workflow = workflow
        self.version = version
        self.title = title
        self.asker = asker
        self.key = key
        self.roles = roles
        self.context = context
        self.facts = facts
        self.actions = actions
        self.mails = mails
        self.watch = watch
        self.start = start
        self.states = states
        self.invariants = invariants
        self.contentHash = contentHash
        self.source = source
        self.exchanges = exchanges
        var paths: [[String]] = []
        for state in states { paths.append((state.parent.map { paths[$0] } ?? []) + [state.name]) }
        self.paths = paths
        leaving = states.map(Instruction.leaving)
        entering = states.map(Instruction.entering)
        gateFactsByEvent = Dictionary(grouping: start + states.flatMap(\.on), by: \.name)
            .mapValues { Set($0.flatMap(\.gateFacts)).sorted() }
        hearsTopics = states.contains { $0.on.contains { $0.topic != nil } }
    }

    /// What the parser read, with what events and timers reach, and with the hash of it all.
    convenience init(completing draft: Definition, start: [EventNode], states: [StateNode]) {
        self.init(
            workflow: draft.workflow,
            version: draft.version,
            title: draft.title,
            asker: draft.asker,
            key: draft.key,
            roles: draft.roles,
            context: draft.context,
            facts: draft.facts,
            actions: draft.actions,
            mails: draft.mails,
            watch: draft.watch,
            start: start,
            states: states,
            invariants: draft.invariants,
            contentHash: draft.canonicalHash(),
            source: draft.source,
            exchanges: draft.exchanges
        )
    }

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

    /// Facts that `by` and `when` of any event of that name mention, sorted.
    public func gateFacts(ofEventsNamed name: String) -> [String] { gateFactsByEvent[name] ?? [] }

    /// The event of that name of an active state, innermost first; else the first of that name in any state.
    public func event(_ name: String, preferablyIn configuration: Configuration) -> EventNode? {
        for state in configuration.active.reversed() + states.indices {
            for event in states[state].on.indices where states[state].on[event].name == name {
                return states[state].on[event]
            }
        }
        return nil
    }
}

/// A title in both languages.
public struct Title: Hashable, Sendable {
    /// English and Japanese.
    public var en: String
    /// Japanese.
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
    /// Roles whose holders do not hold this one; no role is excepted from itself by any way round.
    public var except: [String]

    /// Makes a role.
    public init(name: String, sources: [Source], except: [String] = []) {
        self.name = name
        self.sources = sources
        self.except = except
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
    /// Results, by name.
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
