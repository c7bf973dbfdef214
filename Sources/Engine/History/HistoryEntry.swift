import Statecharts

/// One entry of an instance's history before it is written (`commit.md` 7).
struct HistoryEntry {
    /// What made the entry.
    enum Kind: String { case start, event, timer, message, topic, repair }

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
        var members: [(name: String, value: JSON)] = [
            ("at", .integer(at.microseconds)),
            ("definition", .string(Hex.encode(definition.contentHash))),
            ("event", .string(draft.event)), ("format", .integer(1)), ("instance", .string(instance.text)),
            ("kind", .string(draft.kind.rawValue)), ("revision", .integer(revision)),
            ("seed", .string(Hex.encode(seed))),
            ("state", strings(step.snapshot.configuration.leafNames(in: definition))), ("took", strings(step.took)),
        ]
        func add(_ name: String, _ value: JSON, unless isEmpty: Bool) {
            if !isEmpty { members.append((name, value)) }
        }
        if let author = draft.author { members.append(("by", by(author, &personal))) }
        add("collapsed", strings(draft.collapsed), unless: draft.collapsed.isEmpty)
        add("data", record(data, "data", isPersonal: isPersonalData, &personal), unless: data.isEmpty)
        add("facts", record(facts, "facts", isPersonal: isPersonalFact, &personal), unless: facts.isEmpty)
        add("links", made(&personal), unless: links.isEmpty)
        add("notStarted", refusals, unless: notStarted.isEmpty)
        add("outbox", strings(outbox), unless: outbox.isEmpty)
        add("publication", .integer(draft.publication ?? 0), unless: draft.publication == nil)
        add("results", results(&personal), unless: step.results.isEmpty)
        add("set", record(step.set, "set", isPersonal: isPersonalContext, &personal), unless: step.set.isEmpty)
        add("started", strings(started), unless: started.isEmpty)
        add("unset", strings(step.unset), unless: step.unset.isEmpty)
        let entry = JSON.object(members).canonical
        return HistoryRow(
            revision: revision, at: at, entry: String(decoding: entry, as: UTF8.self),
            hash: HashChain.hash(after: previous, entry: entry), fields: personal.stored())
    }

    private func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

    private var refusals: JSON {
        .array(notStarted.map { .object([("reason", .string($0.reason)), ("workflow", .string($0.workflow))]) })
    }

    private func made(_ personal: inout PersonalValues) -> JSON {
        var rows: [JSON] = []
        for (index, link) in links.enumerated() {
            rows.append(
                .object([
                    ("hash", .string(Hex.encode(link.secretHash))), ("id", .string(link.id)),
                    ("role", .string(link.role)), ("state", .string(link.state)),
                    ("to", personal.digest(.string(link.target), at: "links.\(index).to")),
                ]))
        }
        return .array(rows)
    }

    private func by(_ author: Author, _ personal: inout PersonalValues) -> JSON {
        var members: [(name: String, value: JSON)] = []
        if let role = author.role { members.append(("role", .string(role))) }
        if let staff = author.staff { members.append(("staff", .string(staff))) }
        if let who = author.who { members.append(("who", personal.digest(.string(who), at: "by"))) }
        if let other = author.onBehalfOf { members.append(("for", personal.digest(.string(other), at: "by.for"))) }
        if let reason = author.reason { members.append(("reason", personal.digest(.string(reason), at: "by.reason"))) }
        return .object(members)
    }

    private func record(
        _ record: Record, _ path: String, isPersonal: (String, Value) -> Bool, _ personal: inout PersonalValues
    ) -> JSON {
        .object(
            record.sorted { $0.key < $1.key }.map { name, value in
                let json = JSON(value)
                return (name, isPersonal(name, value) ? personal.digest(json, at: "\(path).\(name)") : json)
            })
    }

    private func results(_ personal: inout PersonalValues) -> JSON {
        var rows: [JSON] = []
        for (index, result) in step.results.enumerated() {
            switch result.outcome {
            case .refused(let refusal):
                rows.append(.object([("action", .string(result.action)), ("refused", .string(refusal))]))
            case .returned(let values):
                let declared = definition.actions[result.action]?.results ?? []
                let returned = self.record(
                    values, "results.\(index)",
                    isPersonal: { name, value in
                        value.isPerson || declared.first { $0.name == name }?.isPersonal ?? false
                    }, &personal)
                rows.append(.object([("action", .string(result.action)), ("returned", returned)]))
            }
        }
        return .array(rows)
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
        case .text, .email, .person, .record, .list: true
        case .domainIdentifier, .boolean, .integer, .enumeration, .date, .timestamp, .duration, .account, .instance:
            false
        }
    }

    /// A record is personal with any of its fields; free text from a fact counts as a company's unless it is a record.
    fileprivate var holdsPersonalFields: Bool { if case .record = self { true } else { false } }
}
