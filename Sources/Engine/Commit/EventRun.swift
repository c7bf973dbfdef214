import Statecharts
import Storage

/// One event for one instance, in the order of `commit.md` 1.
struct EventRun {
    /// What came of the command; everything but a fault commits.
    enum Outcome {
        case done(Written)
        /// Refused; due timers stay. `isStored`: decided under the lock, so the key answers the same for ever.
        case refused(EngineError, isStored: Bool, event: SecurityEvent? = nil)
    }

    let parts: EngineParts
    let command: Command
    let id: InstanceID
    let event: String
    let seed: [UInt8]
    let now: Timestamp
    var origin = Origin.sender

    /// Where the event comes from.
    enum Origin {
        /// The command's caller, whose right counts.
        case sender
        /// A link that died: of the events, the one that mails its task anew.
        case link(LinkRow)
        /// Another instance: of the events, those with `by: system`.
        case message
        /// A publication: of the events, those that hear the topic.
        case topic(TopicKey, publication: Int64)
    }

    /// - Parameter work: the instance as loaded, visible to the caller; due timers move it also if the event is refused.
    func perform(_ work: Work, in tx: borrowing Transaction) throws -> Outcome {
        if try work.applyDueTimers(in: tx) {
            return .refused(
                EngineError(
                    .catchingUp, "This request is being brought up to date. Please try again in a moment.",
                    retryAfterSeconds: 1), isStored: false)
        }
        var role: String?
        if case .sender = origin {
            let access = EventAccess(work: work, command: command, event: event)
            role = try access.role(in: tx)
            if let refusal = try access.refusal(role: role, in: tx) { return refusal }
        }
        let caller = command.caller.values
        let gate = try parts.facts(gateFacts(work), of: work.definition, scope: work.scope(caller: caller), in: tx)
        let scope = work.scope(facts: gate, caller: caller)
        guard let node = offered(in: work, scope: scope) else {
            return .refused(try notOffered(work, in: tx), isStored: true)
        }
        if let wanted = command.ifRevision, !(work.row.changedRevision <= wanted && wanted <= work.row.revision) {
            return .refused(
                EngineError(
                    .revisionConflict, "Something happened in between: look at the request again, then decide.",
                    state: work.row.state, changedAt: work.row.updatedAt), isStored: true)
        }
        let data: Record
        var facts: Record
        do {
            (data, facts) = try read(node, scope: scope, work: work, in: tx)
        } catch let error as EngineError where error.code == .formInvalid {
            return .refused(error, isStored: false)
        }
        let missing = node.facts.filter { facts[$0] == nil }
        facts.merge(
            try parts.facts(
                missing, of: work.definition, scope: work.scope(data: data, facts: facts, caller: caller), in: tx)
        ) { $1 }
        return try step(work, node: node, data: data, facts: facts, role: role, in: tx)
    }

    private func step(
        _ work: Work, node: EventNode, data: Record, facts: Record, role: String?, in tx: borrowing Transaction
    ) throws -> Outcome {
        var author = command.caller.author
        author.role = role ?? author.role
        let draft = HistoryEntry.Draft(
            kind: kind, event: node.name, author: author, form: node.form, payload: node.payload,
            publication: publication)
        do {
            let written = try work.perform(
                .event(node.name), data: data, facts: facts, caller: command.caller, entry: draft, in: tx)
            return .done(written)
        } catch let rejection as Rejection {
            let error = rejection.asError(event: event, workflow: work.definition.workflow)
            if error.code == .stuck { throw BrokenInvariant(rejection.sentence(after: "'\(event)'"), instance: id) }
            return .refused(error, isStored: error.code != .formInvalid)
        } catch let error as EngineError where error.code.status < 500 {
            if error.code == .tooManyMails {  // it may be done later, with the same key
                return .refused(error, isStored: false, event: SecurityEvent(code: error.code.rawValue, data: event))
            }
            return .refused(error, isStored: true)  // a child refused
        }
    }

    private func read(
        _ node: EventNode, scope: Scope, work: Work, in tx: borrowing Transaction
    ) throws -> (Record, Record) {
        if node.form == nil, !node.payload.isEmpty { return (try payload(of: node), scope.facts) }
        guard let form = node.form else {
            guard case .object(let members) = command.data, members.isEmpty else {
                throw EngineError(
                    .formInvalid, "'\(event)' takes no fields.",
                    fields: (command.data.objectValue ?? []).map { FieldError(field: $0.name, error: "unknownField") })
            }
            return ([:], scope.facts)
        }
        return try FormReading(parts: parts, definition: work.definition, event: node, form: form)
            .read(command.data, scope: scope, in: tx)
    }

    /// What comes with a message or a publication.
    private func payload(of node: EventNode) throws -> Record {
        let (data, missing) = node.readPayload(command.data)
        guard missing.isEmpty else {
            throw EngineError(
                .formInvalid, "'\(node.name)' lacks \(missing.map { "'\($0)'" }.joined(separator: ", ")).",
                fields: missing.map { FieldError(field: $0, error: "required") })
        }
        return data
    }

    private var kind: HistoryEntry.Kind {
        switch origin {
        case .sender, .link: .event
        case .message: .message
        case .topic: .topic
        }
    }

    private var publication: Int64? { if case .topic(_, let number) = origin { number } else { nil } }

    private func offered(in work: Work, scope: Scope) -> EventNode? {
        let configuration = work.snapshot.configuration
        switch origin {
        case .sender: return work.definition.offer(event, in: configuration, scope: scope)?.event
        case .link(let link):
            guard work.row.stays[link.stayState] == link.stayRevision, let node = work.mailsAnew(link),
                node.name == event
            else { return nil }
            return node
        case .message:
            guard let node = work.definition.offer(event, in: configuration, scope: scope)?.event, node.topic == nil,
                case .system = node.by
            else { return nil }
            return node
        case .topic(let pair, publication: _):
            return work.definition.event(hearing: pair, in: configuration, scope: scope)?.event
        }
    }

    private func gateFacts(_ work: Work) -> [String] {
        guard case .topic(let pair, publication: _) = origin else {
            return work.definition.gateFacts(ofEventsNamed: event)
        }
        let nodes = work.snapshot.configuration.active.flatMap { work.definition.states[$0].on }
            .filter { $0.topic?.topic == pair.topic }
        return Array(Set(nodes.flatMap(\.gateFacts))).sorted()
    }

    private func notOffered(_ work: Work, in tx: borrowing Transaction) throws -> EngineError {
        let offers = try Viewing(work: work, caller: command.caller).offers(in: tx).map(\.name)
        let title = work.snapshot.configuration.leaves(in: work.definition).first?.title?.en ?? work.row.state
        return EngineError(
            .eventNotAllowed,
            "'\(event)' is not possible any more: the request is in '\(title)' since \(work.row.updatedAt.iso8601).",
            offered: offers, state: work.row.state, changedAt: work.row.updatedAt)
    }
}

/// A refusal for the security log.
struct SecurityEvent {
    var code: String
    var data: String
}

/// Step 3: the link and the role, on the context after the timers.
struct EventAccess {
    private let work: Work
    private let command: Command
    private let event: String
    /// The node that decides who may: of an active state where it has the event, else any of that name in the file.
    private let node: EventNode?

    init(work: Work, command: Command, event: String) {
        self.work = work
        self.command = command
        self.event = event
        node = work.definition.event(event, preferablyIn: work.snapshot.configuration)
    }

    /// - Parameter role: as ``role(in:)`` tells it.
    func refusal(role: String?, in tx: borrowing Transaction) throws -> EventRun.Outcome? {
        if let secret = command.linkSecret, let refused = try linkRefusal(secret, in: tx) { return refused }
        guard let node else { return nil }  // step 4 answers with the events that there are
        let isAllowed: Bool
        switch node.by {
        case .signedIn: isAllowed = command.caller.person != nil
        case .system: isAllowed = command.caller == .system && node.topic == nil
        case .roles: isAllowed = role != nil
        }
        guard isAllowed else {
            return denied(
                EngineError(.notAllowed, "You may look at this request, but '\(event)' is for somebody else."))
        }
        guard case .roles(_, let condition?, let error) = node.by else { return nil }
        let values = command.caller.values
        let facts = try work.parts.facts(
            node.gateFacts, of: work.definition, scope: work.scope(caller: values), in: tx)
        guard !condition.holds(in: work.scope(facts: facts, caller: values)) else { return nil }
        return denied(
            EngineError(
                .notAllowed, "You may not send '\(event)'.",
                text: error.map {
                    TextReference(workflow: work.definition.workflow, key: "events.\(event).errors.\($0)")
                }))
    }

    /// The role by which the caller may send the event: the first that the event names.
    func role(in tx: borrowing Transaction) throws -> String? {
        guard case .roles(let roles, condition: _, error: _) = node?.by, let person = command.caller.person else {
            return nil
        }
        let held = try work.roles.roles(of: person, context: work.row.context, in: tx)
        return roles.first(where: held.contains)
    }

    private func linkRefusal(_ secret: String, in tx: borrowing Transaction) throws -> EventRun.Outcome? {
        let link = try LinkTable.find(secretHash: LinkSecret(text: secret).hash, in: tx)
        guard let link, link.instance == work.row.id else {
            return denied(EngineError(.linkEnded, "This link opens nothing here. Sign in and open your tasks."))
        }
        let bound = link.target ?? ""
        guard command.caller.person?.isSame(as: PersonReference(email: bound)) == true else {
            return denied(
                EngineError(
                    .linkForSomeoneElse,
                    "This request was sent to \(Masking.email(bound)): sign in with it, or ask them to forward it."))
        }
        let stands = work.row.stays[link.stayState] == link.stayRevision
        guard link.isLive(at: work.now), stands else {
            return .refused(
                EngineError(
                    .linkEnded,
                    "This link is not good any more. Sign in and open your tasks to see where things stand.",
                    state: work.row.state, changedAt: work.row.updatedAt), isStored: false)
        }
        return nil
    }

    private func denied(_ error: EngineError) -> EventRun.Outcome {
        .refused(error, isStored: false, event: SecurityEvent(code: error.code.rawValue, data: event))
    }
}

/// Addresses as strangers may read them: `t…@xyz-manufacture.example`.
public enum Masking {
    /// First letter and domain.
    public static func email(_ address: String) -> String {
        guard let at = address.lastIndex(of: "@"), let first = address.first else { return "…" }
        return "\(first)…\(address[at...])"
    }
}
