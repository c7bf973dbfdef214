import Statecharts

/// One entry of an instance's history before it is written (`commit.md` 7).
struct HistoryEntry {
    /// What made the entry.
    enum Kind: String { case start, event, timer, message, topic, repair, cancel }

    /// Who did it.
    struct Author {
        var role: String?
        var who: String?
        /// The staff group that acted, and for whom and why.
        var staff: String?
        var onBehalfOf: String?
        var reason: String?
    }

    /// What is known of an entry before its step has run.
    struct Draft {
        var kind: Kind
        var event: String
        var author: Author?
        var form: Form?
        /// What comes with the event where there is no form.
        var payload: [Field] = []
        /// Names of the timers of the same state that this one stands for.
        var collapsed: [String] = []
        /// Number of the publication that was heard.
        var publication: Int64?
    }

    /// A link that the step gave out: all of its row but what follows from the definition and the entry's own time.
    ///
    /// Its secret is in the mail only; the hash of 32 random bytes tells nobody the secret.
    struct MadeLink {
        var id: String
        var secretHash: [UInt8]
        var state: String
        var role: String
        /// The bound address.
        var target: String
    }

    var instance: InstanceID
    var revision: Int64
    var at: Timestamp
    var draft: Draft
    var definition: Definition
    var seed: [UInt8]
    var data: Record = [:]
    var facts: Record = [:]
    var step: Step
    var outbox: [String] = []
    var links: [MadeLink] = []
    var started: [String] = []
    var notStarted: [(workflow: String, reason: String)] = []

    /// The row to append after `previous`.
    func row(after previous: [UInt8], salt: @escaping () -> [UInt8]) -> HistoryRow {
        var personal = PersonalValues(salt: salt)
        var json = CanonicalWriter(capacity: 1024)
        json.beginObject()
        json.name("at")
        json.integer(at.microseconds)
        if let author = draft.author { write(author, to: &json, &personal) }
        write(draft.collapsed, as: "collapsed", to: &json)
        if !data.isEmpty { write(data, as: "data", isPersonal: isPersonalData, to: &json, &personal) }
        json.name("definition")
        json.string(Hex.encode(definition.contentHash))
        json.name("event")
        json.string(draft.event)
        if !facts.isEmpty { write(facts, as: "facts", isPersonal: isPersonalFact, to: &json, &personal) }
        json.name("format")
        json.integer(1)
        json.name("instance")
        json.string(instance.text)
        json.name("kind")
        json.string(draft.kind.rawValue)
        writeLinks(to: &json, &personal)
        writeNotStarted(to: &json)
        write(outbox, as: "outbox", to: &json)
        if let publication = draft.publication {
            json.name("publication")
            json.integer(publication)
        }
        writeResults(to: &json, &personal)
        json.name("revision")
        json.integer(revision)
        json.name("seed")
        json.string(Hex.encode(seed))
        if !step.set.isEmpty { write(step.set, as: "set", isPersonal: isPersonalContext, to: &json, &personal) }
        write(started, as: "started", to: &json)
        json.name("state")
        json.strings(step.snapshot.configuration.leafNames(in: definition))
        json.name("took")
        json.strings(step.took)
        write(step.unset, as: "unset", to: &json)
        json.endObject()
        return HistoryRow(
            revision: revision, at: at, entry: json.text, hash: HashChain.hash(after: previous, entry: json.bytes),
            fields: personal.stored())
    }

    private func write(_ texts: [String], as name: String, to json: inout CanonicalWriter) {
        guard !texts.isEmpty else { return }
        json.name(name)
        json.strings(texts)
    }

    private func writeLinks(to json: inout CanonicalWriter, _ personal: inout PersonalValues) {
        guard !links.isEmpty else { return }
        json.name("links")
        json.beginArray()
        for (index, link) in links.enumerated() {
            json.beginObject()
            json.name("hash")
            json.string(Hex.encode(link.secretHash))
            json.name("id")
            json.string(link.id)
            json.name("role")
            json.string(link.role)
            json.name("state")
            json.string(link.state)
            json.name("to")
            personal.writeDigest(of: .text(link.target), at: "links.\(index).to", to: &json)
            json.endObject()
        }
        json.endArray()
    }

    private func writeNotStarted(to json: inout CanonicalWriter) {
        guard !notStarted.isEmpty else { return }
        json.name("notStarted")
        json.beginArray()
        for refusal in notStarted {
            json.beginObject()
            json.name("reason")
            json.string(refusal.reason)
            json.name("workflow")
            json.string(refusal.workflow)
            json.endObject()
        }
        json.endArray()
    }

    private func write(_ author: Author, to json: inout CanonicalWriter, _ personal: inout PersonalValues) {
        json.name("by")
        json.beginObject()
        if let other = author.onBehalfOf {
            json.name("for")
            personal.writeDigest(of: .text(other), at: "by.for", to: &json)
        }
        if let reason = author.reason {
            json.name("reason")
            personal.writeDigest(of: .text(reason), at: "by.reason", to: &json)
        }
        if let role = author.role {
            json.name("role")
            json.string(role)
        }
        if let staff = author.staff {
            json.name("staff")
            json.string(staff)
        }
        if let who = author.who {
            json.name("who")
            personal.writeDigest(of: .text(who), at: "by", to: &json)
        }
        json.endObject()
    }

    private func write(
        _ record: Record, as name: String, at path: String? = nil, isPersonal: (String, Value) -> Bool,
        to json: inout CanonicalWriter, _ personal: inout PersonalValues
    ) {
        json.name(name)
        json.beginObject()
        for (field, value) in record.inCanonicalOrder {
            json.name(field)
            if isPersonal(field, value) {
                personal.writeDigest(of: value, at: "\(path ?? name).\(field)", to: &json)
            } else {
                json.value(value)
            }
        }
        json.endObject()
    }

    private func writeResults(to json: inout CanonicalWriter, _ personal: inout PersonalValues) {
        guard !step.results.isEmpty else { return }
        json.name("results")
        json.beginArray()
        for (index, result) in step.results.enumerated() {
            json.beginObject()
            json.name("action")
            json.string(result.action)
            switch result.outcome {
            case .refused(let refusal):
                json.name("refused")
                json.string(refusal)
            case .returned(let values):
                let declared = definition.actions[result.action]?.results ?? []
                write(
                    values, as: "returned", at: "results.\(index)",
                    isPersonal: { name, value in
                        value.isPerson || declared.first { $0.name == name }?.isPersonal ?? false
                    }, to: &json, &personal)
            }
            json.endObject()
        }
        json.endArray()
    }

    private func isPersonalContext(_ name: String, _ value: Value) -> Bool {
        value.isPerson || definition.field(name)?.isPersonal ?? false
    }

    private func isPersonalData(_ name: String, _ value: Value) -> Bool {
        if value.isPerson { return true }
        if let field = draft.payload.first(where: { $0.name == name }) {
            return field.isPersonal || field.personal == nil && field.type.mayHoldPeople
        }
        if let item = draft.form?.items.first(where: { $0.field.name == name }) { return item.field.isPersonal }
        return draft.form?.derive.first { $0.name == name }.map {
            Field(name: name, type: $0.expression.type).isPersonal
        } ?? true
    }

    private func isPersonalFact(_ name: String, _ value: Value) -> Bool {
        if value.isPerson { return true }
        guard let type = definition.facts[name]?.type else { return true }
        return Field(name: name, type: type).isPersonal || type.holdsPersonalFields
    }
}

extension Value {
    fileprivate var isPerson: Bool { if case .person = self { true } else { false } }
}

extension ValueType {
    /// What a payload does not declare further counts as a person's, but for ids and what is no text.
    fileprivate var mayHoldPeople: Bool {
        switch self {
        case .text, .email, .person, .record, .list, .map: true
        case .domainIdentifier, .boolean, .integer, .enumeration, .date, .timestamp, .duration, .account, .instance:
            false
        }
    }

    /// A record is personal with any of its fields; free text from a fact counts as a company's unless it is a record.
    fileprivate var holdsPersonalFields: Bool {
        switch self {
        case .record, .map: true
        case .text, .email, .domainIdentifier, .boolean, .integer, .enumeration, .date, .timestamp, .duration, .list,
            .person, .account, .instance:
            false
        }
    }
}
