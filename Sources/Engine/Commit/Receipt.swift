import Crypto
import Foundation
import Statecharts

/// What makes a repeat harmless: the key's scope, the request's fingerprint, and the stored answer (`commit.md` 9).
struct Receipt {
    let scope: [UInt8]
    let fingerprint: [UInt8]

    init(_ key: RequestKey, of command: Command) {
        let (kind, caller) =
            switch command.caller {
            case .person(let person, session: _): ("person", person.email)
            case .operations(for: let person, reason: _): ("operations", person.email)
            case .system: ("system", "")
            }
        scope = Self.scope(kind: kind, caller: caller, method: key.method, path: key.path, key: key.key)
        let event: JSON =
            switch command.target {
            case .start(workflow: _, let event): event.map(JSON.string) ?? .null
            case .event(_, let event): .string(event)
            case .due, .mailAnew, .message, .topic, .repair, .discard, .cancel: .null
            }
        let precondition: JSON = command.ifRevision.map(JSON.integer) ?? .null
        fingerprint = Array(SHA256.hash(data: Data(JSON.array([event, command.data, precondition]).canonical)))
    }

    /// SHA-256(`genkan-scope-1\n` ‖ canonical `[caller kind, caller, method, path, key]`).
    static func scope(kind: String, caller: String, method: String, path: String, key: String) -> [UInt8] {
        let parts = JSON.array([kind, caller, method, path, key].map(JSON.string))
        return Array(SHA256.hash(data: Data("genkan-scope-1\n".utf8) + Data(parts.canonical)))
    }

    func done(_ view: InstanceView, now: Timestamp) -> ReceiptRow {
        ReceiptRow(
            scope: scope, fingerprint: fingerprint, kind: .done, instance: view.id, revision: view.revision,
            status: 200, answer: StoredAnswer.encode(view).canonicalText, madeAt: now)
    }

    func refused(_ error: EngineError, instance: InstanceID?, now: Timestamp) -> ReceiptRow {
        ReceiptRow(
            scope: scope, fingerprint: fingerprint, kind: .refused, instance: instance, revision: nil,
            status: error.status, answer: StoredAnswer.encode(error).canonicalText, madeAt: now)
    }
}

/// Answers as canonical JSON; titles and forms come back from the definition.
enum StoredAnswer {
    static func encode(_ view: InstanceView) -> JSON {
        JSON.object([
            ("changedRevision", .integer(view.changedRevision)), ("configuration", strings(view.configuration)),
            ("context", JSON(view.context)), ("createdAt", .integer(view.createdAt.microseconds)),
            ("id", .string(view.id.text)), ("isFinal", .boolean(view.isFinal)),
            ("offers", strings(view.offers.map(\.name))), ("output", JSON(view.output)),
            ("revision", .integer(view.revision)), ("roles", strings(view.roles)),
            ("started", strings(view.started.map(\.text))), ("state", .string(view.state)),
            ("turns", .array(view.turns.map(encode))), ("updatedAt", .integer(view.updatedAt.microseconds)),
            ("version", .integer(Int64(view.version))), ("workflow", .string(view.workflow)),
        ])
    }

    static func decode(_ text: String, catalog: Catalog) -> InstanceView? {
        guard let json = try? JSON(parsing: Array(text.utf8)), let workflow = json["workflow"]?.stringValue,
            let version = json["version"]?.integerValue, let id = json["id"]?.stringValue,
            let definition = catalog.definition(workflow, version: Int(version)),
            let state = json["state"]?.stringValue
        else { return nil }
        let names = strings(json["configuration"])
        let leaf = names.first.flatMap(definition.state)
        return InstanceView(
            id: InstanceID(id), workflow: workflow,
            version: Int(version), title: definition.title, state: state, stateTitle: leaf?.title,
            configuration: names, revision: json["revision"]?.integerValue ?? 0,
            changedRevision: json["changedRevision"]?.integerValue ?? 0,
            context: record(json["context"], types: { definition.field($0)?.type }),
            offers: strings(json["offers"]).map { name in
                Offer(name: name, form: definition.events(named: name).first?.form)
            },
            turns: (json["turns"]?.arrayValue ?? []).compactMap { turn($0, definition) },
            isFinal: json["isFinal"]?.booleanValue ?? false,
            output: record(json["output"]) { name in leaf?.output.first { $0.name == name }?.expression.type },
            createdAt: time(json["createdAt"]), updatedAt: time(json["updatedAt"]), roles: strings(json["roles"]),
            started: strings(json["started"]).map(InstanceID.init))
    }

    static func encode(_ error: EngineError) -> JSON {
        var members: [(name: String, value: JSON)] = [
            ("code", .string(error.code.rawValue)), ("message", .string(error.message)),
            ("offered", strings(error.offered)),
            (
                "fields",
                .array(
                    error.fields.map { field in
                        .object([
                            ("error", .string(field.error)), ("field", field.field.map(JSON.string) ?? .null),
                            ("values", JSON(field.values.mapValues(Value.text))),
                        ])
                    })
            ),
        ]
        if let text = error.text { members.append(("text", .array([.string(text.workflow), .string(text.key)]))) }
        if let open = error.instance { members.append(("instance", .string(open.text))) }
        if let state = error.state { members.append(("state", .string(state))) }
        if let at = error.changedAt { members.append(("changedAt", .integer(at.microseconds))) }
        return .object(members)
    }

    static func decodeError(_ text: String) -> EngineError? {
        guard let json = try? JSON(parsing: Array(text.utf8)),
            let code = json["code"]?.stringValue.flatMap(EngineError.Code.init),
            let message = json["message"]?.stringValue
        else { return nil }
        let fields = (json["fields"]?.arrayValue ?? []).compactMap { field in
            field["error"]?.stringValue.map { error in
                FieldError(
                    field: field["field"]?.stringValue, error: error,
                    values: Dictionary(
                        (field["values"]?.objectValue ?? []).map { ($0.name, $0.value.stringValue ?? "") },
                        uniquingKeysWith: { first, _ in first }))
            }
        }
        let reference: TextReference? =
            if let workflow = json["text"]?[0]?.stringValue, let key = json["text"]?[1]?.stringValue {
                TextReference(workflow: workflow, key: key)
            } else { nil }
        return EngineError(
            code, message, fields: fields, text: reference, offered: strings(json["offered"]),
            state: json["state"]?.stringValue, changedAt: json["changedAt"].map { time($0) },
            instance: json["instance"]?.stringValue.map(InstanceID.init), isReplay: true)
    }

    private static func encode(_ turn: Turn) -> JSON {
        .object([
            ("isCallers", .boolean(turn.isCallers)), ("people", strings(turn.people)), ("role", .string(turn.role)),
            ("since", .integer(turn.since.microseconds)), ("state", .string(turn.state)),
            ("until", turn.until.map { .integer($0.microseconds) } ?? .null),
        ])
    }

    private static func turn(_ json: JSON, _ definition: Definition) -> Turn? {
        guard let state = json["state"]?.stringValue, let role = json["role"]?.stringValue else { return nil }
        return Turn(
            state: state, role: role, isCallers: json["isCallers"]?.booleanValue ?? false,
            people: strings(json["people"]), since: time(json["since"]),
            until: json["until"]?.integerValue.map(Timestamp.init(microseconds:)),
            otherwise: definition.state(state).flatMap { definition.outcomeOfSilence(in: $0.index) })
    }

    private static func record(_ json: JSON?, types: (String) -> ValueType?) -> Record {
        var record: Record = [:]
        for (name, value) in json?.objectValue ?? [] {
            if let type = types(name), let typed = Value(value, as: type) { record[name] = typed }
        }
        return record
    }

    private static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }

    private static func strings(_ json: JSON?) -> [String] { (json?.arrayValue ?? []).compactMap(\.stringValue) }

    private static func time(_ json: JSON?) -> Timestamp { Timestamp(microseconds: json?.integerValue ?? 0) }
}
