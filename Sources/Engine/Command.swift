public import Statecharts

/// Opaque id of an instance: a UUID of version 7, lower case.
public struct InstanceID: Hashable, Sendable, CustomStringConvertible {
    /// The id as text.
    public let text: String

    /// Takes an id that the store gave.
    public init(_ text: String) { self.text = text }

    /// The id as text.
    public var description: String { text }

    /// Whether it can be an id at all; what cannot is nobody's, and no store need be asked.
    var isWellFormed: Bool {
        text.utf8.count == 36
            && text.utf8.enumerated().allSatisfy { index, byte in
                switch index {
                case 8, 13, 18, 23: byte == UInt8(ascii: "-")
                default:
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
                }
            }
    }
}

/// One event for one instance: a person's press, an API call, a due timer (`commit.md`).
public struct Command: Sendable {
    /// What is asked.
    public enum Target: Sendable, Hashable {
        /// Make an instance by this start event; without a name, the only one that people may send.
        case start(workflow: String, event: String?)
        /// Send an event.
        case event(InstanceID, String)
        /// Apply what is due.
        case due(InstanceID)
        /// Mail the task of the link whose secret comes along anew, to the address that it was sent to.
        case mailAnew(InstanceID)
        /// Hand on what another instance sent.
        case message(InstanceMessage)
        /// Tell of what was published and is not seen yet.
        case topic(InstanceID, TopicKey)
        /// Compare timers, tasks, links and subscriptions with what the history asks for, and put them right.
        case repair(InstanceID)
        /// End a dead letter of the instance as undeliverable, for a reason that the history keeps.
        case discard(InstanceID, letter: String, reason: String)
        /// End the instance in one of its final states, for a reason that the history keeps.
        case cancel(InstanceID, to: String, reason: String)
    }

    /// What is asked.
    public var target: Target
    /// The form's fields as they came: an object.
    public var data: JSON
    /// Who asks.
    public var caller: Caller
    /// Makes a repeat harmless; absent for a keyless command.
    public var key: RequestKey?
    /// Holds iff the context was not changed since this revision and the revision exists; `nil` asks nothing.
    public var ifRevision: Int64?
    /// The secret of the link through which the person came, as it stands in the mail.
    public var linkSecret: String?

    /// Makes a command.
    public init(
        _ target: Target, data: JSON = .object([]), caller: Caller, key: RequestKey? = nil, ifRevision: Int64? = nil,
        linkSecret: String? = nil
    ) {
        self.target = target
        self.data = data
        self.caller = caller
        self.key = key
        self.ifRevision = ifRevision
        self.linkSecret = linkSecret
    }
}

/// What makes two requests the same one: caller, method, path and the key that the client chose (`commit.md` 9).
public struct RequestKey: Hashable, Sendable {
    /// `POST`.
    public var method: String
    /// Path without query.
    public var path: String
    /// 1 to 255 characters, chosen by the client or by the page.
    public var key: String

    /// Makes a key.
    public init(method: String, path: String, key: String) {
        self.method = method
        self.path = path
        self.key = key
    }
}

/// Who sends a command or looks at something.
public enum Caller: Sendable, Hashable {
    /// A signed-in person; `session` is an opaque id, never the cookie.
    case person(DirectoryPerson, session: String)
    /// Operations act for a person by the command line, with a reason that the history keeps.
    case operations(for: DirectoryPerson, reason: String)
    /// The product itself, or an instance.
    case system

    /// The person whose rights count.
    public var person: DirectoryPerson? {
        switch self {
        case .person(let person, session: _), .operations(for: let person, reason: _): person
        case .system: nil
        }
    }
}

/// A person as the engine needs one.
public struct DirectoryPerson: Hashable, Sendable {
    /// Id of the profile; absent for an address that belongs to nobody known.
    public var id: String?
    /// Primary address, canonical.
    public var email: String
    /// All verified addresses, the primary one included.
    public var addresses: [String]
    /// `en` or `ja`; absent while unknown.
    public var language: String?
    /// Full name, as typed; empty while unknown.
    public var name: String

    /// Makes a person.
    public init(id: String?, email: String, addresses: [String], language: String?, name: String) {
        self.id = id
        self.email = email
        self.addresses = addresses
        self.language = language
        self.name = name
    }

    /// An address of which nothing is known.
    public init(unknown email: String) { self.init(id: nil, email: email, addresses: [email], language: nil, name: "") }

    /// As contexts hold people.
    public var reference: PersonReference { PersonReference(id: id, email: email) }
}
