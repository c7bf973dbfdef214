/// One state of the chart, atomic, compound or final.
public struct StateNode: Sendable {
    /// Place in `Definition.states`, which is document order.
    public var index: Int
    /// Name, unique in the file.
    public var name: String
    /// The compound state that holds this one.
    public var parent: Int?
    /// Children in document order; empty for a leaf.
    public var children: [Int]
    /// The child that is entered first; only in a compound state.
    public var initial: Int?
    /// Absent where the state is left at once.
    public var title: Title?
    /// A top-level final state ends the instance.
    public var isFinal: Bool
    /// Human turns in this state.
    public var tasks: [TaskDeclaration]
    /// Roles that may look, in place of the file's `watch`.
    public var watch: [String]?
    /// Events that end a state without an end timer.
    public var standing: [String]
    /// Effects of entering and leaving.
    public var entry: [Block]
    /// Effects of leaving.
    public var exit: [Block]
    /// Events offered here.
    public var on: [EventNode]
    /// Timers armed at entry.
    public var after: [TimerNode]
    /// Transitions without an event.
    public var eventless: [Branch]
    /// Checks that this state is excused from, with the reason.
    public var waive: [String: String]
    /// What API and parents see of a final state.
    public var output: [NamedExpression]

    /// Makes a state without anything in it.
    public init(index: Int, name: String, parent: Int?) {
        self.index = index
        self.name = name
        self.parent = parent
        children = []
        isFinal = false
        tasks = []
        standing = []
        entry = []
        exit = []
        on = []
        after = []
        eventless = []
        waive = [:]
        output = []
    }

    /// Has children.
    public var isCompound: Bool { !children.isEmpty }
}

/// A human's turn in a state.
public struct TaskDeclaration: Sendable {
    /// Whose turn.
    public var role: String
    /// How long its links live; by default until the state's end timer, at most 30 days.
    public var linkLife: Span?
    /// Events that count as the answer; by default all events of the role in this state.
    public var done: [String]?
    /// Evidence for whoever holds the role while it is their turn, and for nobody else.
    public var shows: [NamedExpression]

    /// Makes a task.
    public init(role: String, linkLife: Span? = nil, done: [String]? = nil, shows: [NamedExpression] = []) {
        self.role = role
        self.linkLife = linkLife
        self.done = done
        self.shows = shows
    }
}

/// Effects, always in this order: `set`, `do`, `start`, `send`, `publish`, `mail` (`format.md` section 6).
public struct Block: Sendable {
    /// Absent means true.
    public var condition: Expression?
    /// Context fields; all right sides read the values before this block's `set`.
    ///
    /// An absent value clears.
    public var set: [NamedExpression]
    /// Domain actions in order.
    public var actions: [ActionCall]
    /// Instances to start with the step.
    public var starts: [StartNode]
    /// Events for other instances.
    public var sends: [SendNode]
    /// What whoever waits for it hears.
    public var publications: [PublishNode]
    /// Names of mails.
    public var mails: [String]

    /// Makes a block.
    public init(
        condition: Expression? = nil, set: [NamedExpression] = [], actions: [ActionCall] = [],
        starts: [StartNode] = [], sends: [SendNode] = [], publications: [PublishNode] = [], mails: [String] = []
    ) {
        self.condition = condition
        self.set = set
        self.actions = actions
        self.starts = starts
        self.sends = sends
        self.publications = publications
        self.mails = mails
    }

    /// What starts, messages, publications and their receivers are worked out from.
    var exchanged: [Expression] {
        var expressions: [Expression] = []
        for start in starts {
            if let each = start.each { expressions.append(each.expression) }
            for input in start.with { expressions.append(input.expression) }
        }
        for send in sends {
            expressions.append(send.to)
            for input in send.with { expressions.append(input.expression) }
        }
        for publication in publications {
            expressions.append(publication.key)
            for input in publication.with { expressions.append(input.expression) }
        }
        return expressions
    }
}

/// One call of a domain action.
public struct ActionCall: Sendable {
    /// Which action.
    public var action: String
    /// Inputs; those not named take `data.<input>`, else `context.<input>`.
    public var with: [NamedExpression]
    /// Context field for each result that is kept: `(field, result)`.
    public var into: [(field: String, result: String)]
    /// Where each handled refusal leads, in place of the whole branch.
    public var refused: [String: Branch]

    /// Makes a call.
    public init(
        action: String, with: [NamedExpression], into: [(field: String, result: String)] = [],
        refused: [String: Branch] = [:]
    ) {
        self.action = action
        self.with = with
        self.into = into
        self.refused = refused
    }
}

/// An instance that the step starts in the same commit.
public struct StartNode: Sendable {
    /// Workflow and its start event with `by: system`.
    public var workflow: String
    /// Event or timer.
    public var event: String
    /// One start per element: the variable's name and the list.
    public var each: NamedExpression?
    /// The start event's form.
    public var with: [NamedExpression]
    /// Names in `with` that the file leaves to `data` or `context`; they follow from the other workflow's form and are
    /// no part of the content hash.
    public var filled: Set<String> = []
    /// Context field that takes the started instance's id, or a list of these, which grows by it.
    public var into: String?
    /// Own event that is sent when the started instance has ended.
    public var done: String?

    /// Makes a start.
    public init(workflow: String, event: String, each: NamedExpression? = nil, with: [NamedExpression] = []) {
        self.workflow = workflow
        self.event = event
        self.each = each
        self.with = with
    }
}

/// Who may send an event.
public enum Sender: Sendable {
    /// Anyone with a session.
    case signedIn
    /// An instance or the product itself.
    case system
    /// Holders of one of the roles, if `condition` holds; else the text `error`.
    case roles([String], condition: Expression?, error: String?)
}

/// An event of a state or of the start.
public struct EventNode: Sendable {
    /// Name, camelCase.
    public var name: String
    /// Who may send it.
    public var by: Sender
    /// The topic that sends it; `by` is `system` then, but no instance and nobody else can send it.
    public var topic: Hearing?
    /// What comes with it where there is no form: of a topic, or of a started instance's end.
    public var payload: [Field] = []
    /// Whether it is offered.
    public var when: Expression?
    /// What it asks for.
    public var form: Form?
    /// Effects of every branch that does not refuse, before the branch's own; its `condition` is always absent.
    public var shared: Block
    /// Ways, tried from the top; never empty.
    public var branches: [Branch]
    /// Facts that `by` and `when` mention.
    public var gateFacts: [String]
    /// Facts that form checks, guards and every block that the event can reach mention, gate facts included.
    public var facts: [String]
    /// Whether a transition that this event can take, eventless followers included, calls a domain action.
    public var isActing: Bool

    /// Makes an event.
    public init(
        name: String, by: Sender, when: Expression? = nil, form: Form? = nil, shared: Block = Block(),
        branches: [Branch], gateFacts: [String] = [], facts: [String] = [], isActing: Bool = false
    ) {
        self.name = name
        self.by = by
        self.when = when
        self.form = form
        self.shared = shared
        self.branches = branches
        self.gateFacts = gateFacts
        self.facts = facts
        self.isActing = isActing
    }
}

/// An event that time sends.
public struct TimerNode: Sendable {
    /// When a timer is due.
    public enum Moment: Sendable {
        /// This long after the state was entered.
        case afterEntry(Span)
        /// At the timestamp that the expression gives; absent sets no timer.
        case at(Expression)
    }

    /// Name, its identity across versions.
    public var name: String
    /// The `at` moments in order; number *n* in `state.timer#n` counts from 1.
    public var moments: [Moment]
    /// Repeats at this distance after the last moment, or from entry without one; its number follows the moments'.
    public var every: Span?
    /// Effects of every branch that does not refuse.
    public var shared: Block
    /// Ways, tried from the top; never empty.
    public var branches: [Branch]
    /// Facts that guards and every block that the timer can reach mention.
    public var facts: [String]
    /// Whether a transition that this timer can take calls a domain action.
    public var isActing: Bool

    /// Makes a timer.
    public init(
        name: String, moments: [Moment], every: Span? = nil, shared: Block = Block(), branches: [Branch],
        facts: [String] = [], isActing: Bool = false
    ) {
        self.name = name
        self.moments = moments
        self.every = every
        self.shared = shared
        self.branches = branches
        self.facts = facts
        self.isActing = isActing
    }

    /// A timer whose branches may leave the state is an *end*; one that always stays is a *reminder*.
    public var isEnd: Bool {
        branches.contains { if case .state = $0.end { true } else { false } }
    }
}
