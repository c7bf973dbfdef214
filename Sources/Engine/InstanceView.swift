public import Statecharts

/// An instance as one caller may see it.
public struct InstanceView: Sendable {
    /// Id of the instance.
    public var id: InstanceID
    /// Short reference that can be read out on the phone.
    public var reference: String { Reference.text(of: id) }
    /// Which definition it lives by.
    public var workflow: String
    /// Version of its definition.
    public var version: Int
    /// What people call the workflow.
    public var title: Title
    /// One word for people, and its title.
    public var state: String
    /// Title of the first leaf.
    public var stateTitle: Title?
    /// Sorted names of the active leaves.
    public var configuration: [String]
    /// Number of history entries, and the last one that changed configuration or context.
    public var revision: Int64
    /// The last entry that changed configuration or context.
    public var changedRevision: Int64
    /// Context values.
    public var context: Record
    /// Events that the caller may send now.
    public var offers: [Offer]
    /// Whose turn it is; several where several tasks stand.
    public var turns: [Turn]
    /// What the definition shows to the caller alone, whose turn it is; read for ``Engine/instance(_:as:)`` only.
    public var evidence: [Evidence] = []
    /// Whether it has ended, and what it gives its parent then.
    public var isFinal: Bool
    /// What it gives its parent at its end.
    public var output: Record
    /// When it was made and last changed.
    public var createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp
    /// Roles that the caller holds.
    public var roles: [String]
    /// Ids of instances that its last step started.
    public var started: [InstanceID]
}

/// An event that one may send.
public struct Offer: Sendable {
    /// Name.
    public var name: String
    /// What it asks for; absent for a button alone.
    public var form: Form?

    /// Makes an offer.
    public init(name: String, form: Form?) {
        self.name = name
        self.form = form
    }
}

/// The turn line: whose turn, since when, until when, what happens otherwise (`format.md` 8).
public struct Turn: Sendable {
    /// State and role of the task.
    public var state: String
    /// The role in which.
    public var role: String
    /// Whether the caller is one of them.
    public var isCallers: Bool
    /// Addresses of the holders, as far as the caller may know them: one's own in full, others' shortened.
    public var people: [String]
    /// Time of entry; the earliest end timer, and the title of where it leads.
    public var since: Timestamp
    /// The earliest end timer.
    public var until: Timestamp?
    /// Title of where that timer leads.
    public var otherwise: Title?
    /// Mails of the turn that were refused for good: for whoever asked, and where an instance is looked at.
    public var undelivered: [Undelivered] = []
}

/// What the holders of a task's role see and nobody else: `shows` of the task (`domain.md` 4.1).
public struct Evidence: Sendable {
    /// One value by its name in the definition.
    public struct Item: Sendable {
        /// Name.
        public var name: String
        /// Type of the value.
        public var type: ValueType
        /// The value; absent where there is none.
        public var value: Value?
    }

    /// State of the task.
    public var state: String
    /// Role of the task.
    public var role: String
    /// Values in the order of the definition.
    public var items: [Item]
}

/// A form to show: what it asks, what stands in it first.
public struct FormView: Sendable {
    /// Workflow and event.
    public var workflow: String
    /// Event or timer.
    public var event: String
    /// The form; absent for a button alone.
    public var form: Form?
    /// Prefills and defaults.
    public var values: Record
    /// Names of the fields that apply with these values.
    public var applicable: Set<String>
    /// Facts that were read for `when` and `prefill`.
    public var facts: Record
}

/// One entry of the inbox.
public struct InboxItem: Sendable {
    /// The instance.
    public var instance: InstanceID
    /// Short reference that can be read out on the phone.
    public var reference: String
    /// Name of the workflow.
    public var workflow: String
    /// What people call the workflow.
    public var title: Title
    /// Sorted leaves, joined by a space.
    public var state: String
    /// Title of the first leaf.
    public var stateTitle: Title?
    /// The caller's role, and since and until when it is the caller's turn.
    public var role: String
    /// Since when it is the caller's turn.
    public var openedAt: Timestamp
    /// Until when it is the caller's turn.
    public var dueAt: Timestamp?
}

/// One line of a list of instances.
public struct InstanceSummary: Sendable {
    /// The instance.
    public var id: InstanceID
    /// Short reference that can be read out on the phone.
    public var reference: String
    /// Name of the workflow.
    public var workflow: String
    /// Version of its definition.
    public var version: Int
    /// What people call the workflow.
    public var title: Title
    /// Sorted leaves, joined by a space.
    public var state: String
    /// Title of the first leaf.
    public var stateTitle: Title?
    /// Whether it has ended.
    public var isFinal: Bool
    /// Whether it was set aside.
    public var isStuck: Bool { stuck != nil }
    /// Why it was set aside.
    public var stuck: String?
    /// Whether a mail of a standing turn was refused for good, in the caller's own list of what the caller asked for.
    public var isUndelivered = false
    /// Number of history entries.
    public var revision: Int64
    /// When it was made.
    public var createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp
}

/// One history entry as it may be shown.
public struct HistoryItem: Sendable {
    /// Number, time, kind (`start`, `event`, `timer` …).
    public var revision: Int64
    /// When.
    public var at: Timestamp
    /// `start`, `event` or `timer`.
    public var kind: String
    /// Event or timer.
    public var event: String?
    /// Role in which it was done, and by whom where the reader may know it.
    public var role: String?
    /// By whom, as far as the reader may know.
    public var who: String?
    /// Why operations did it; told to operations only.
    public var reason: String?
    /// Sorted leaves afterwards, with the first one's title.
    public var state: [String]
    /// Title of the first leaf.
    public var stateTitle: Title?
    /// Transitions taken.
    public var took: [String]
    /// SHA-256, hex.
    public var hash: String
}

/// What became of a mail.
public struct MailView: Sendable {
    /// The mail's name, the address as the reader may know it, and the time of the last change.
    public var name: String
    /// The address, as far as the reader may know it.
    public var to: String
    /// When.
    public var at: Timestamp
    /// `queued`, `sending`, `sent`, `superseded`, `expired`, `undeliverable`, `dead`.
    public var stage: String
}

/// A one-time link as its page needs it.
public struct LinkView: Sendable {
    /// The instance, and the state and role that it opens.
    public var instance: InstanceID
    /// Short reference that can be read out on the phone.
    public var reference: String
    /// Name of the workflow.
    public var workflow: String
    /// What people call the workflow.
    public var title: Title
    /// Sorted leaves, joined by a space.
    public var state: String
    /// Title of the first leaf.
    public var stateTitle: Title?
    /// The role in which.
    public var role: String
    /// The bound address, shortened unless it is the viewer's.
    public var boundEmail: String
    /// Whether the viewer's session has the bound address among its verified ones.
    public var isViewers: Bool
    /// When it dies by itself.
    public var expiresAt: Timestamp?
    /// Why it is dead: `answered`, `closed`, `reminded`, `resent`, `forwarded`, `withdrawn`, `expired`.
    public var ended: String?
    /// When it died.
    public var endedAt: Timestamp?
    /// The role that ended it: only for the viewer whose link it is.
    public var endedByRole: String?
    /// Whoever ended it, as far as that viewer may know.
    public var endedBy: String?
    /// The event by which the holder of the role can hand it to somebody else now.
    public var handsOn: String?
    /// Whether whoever holds a dead one can have a fresh one mailed to the bound address, within the limits of a resend.
    public var canBeMailedAnew: Bool
    /// Title of the state that stands now; only for the viewer whose link it is.
    public var currentTitle: Title?
    /// Whether the same turn still stands, so that signing in leads on.
    public var turnStands: Bool
}

/// What a command came to.
public struct Answer: Sendable {
    /// The instance as committed.
    public var instance: InstanceView
    /// Whether this is the stored answer to an earlier request with the same key.
    public var isReplay: Bool
    /// Whether the caller may still see the instance; a replay tells no more than the status otherwise.
    public var isVisible: Bool

    /// Makes an answer.
    public init(instance: InstanceView, isReplay: Bool, isVisible: Bool = true) {
        self.instance = instance
        self.isReplay = isReplay
        self.isVisible = isVisible
    }
}
