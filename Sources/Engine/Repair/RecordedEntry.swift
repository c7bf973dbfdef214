import Statecharts

/// One entry of a history as far as timers, tasks, links and subscriptions follow from it.
struct RecordedEntry {
    /// A link that the step gave out, as ``HistoryEntry/MadeLink`` wrote it.
    struct MadeLink {
        var id: String
        var secretHash: [UInt8]
        var state: String
        var role: String
        /// Absent where it was erased.
        var target: String?
    }

    var revision: Int64
    var at: Timestamp
    /// Absent for a kind that this program does not know.
    var kind: HistoryEntry.Kind?
    var event: String
    var took: [String]
    /// Sorted names of the leaves afterwards.
    var state: [String]
    /// Values of the context fields that were set; personal ones by their digests.
    private var set: [(name: String, value: JSON)]
    var unset: [String]
    var collapsed: [String]
    var publication: Int64?
    var links: [MadeLink]
    /// Personal values as stored; read only where they are of use, which is seldom.
    private let fields: String?

    /// Reads a stored entry.
    /// - Parameter fields: its personal values as stored.
    init?(revision: Int64, at: Timestamp, entry: String, fields: String?) {
        guard let json = try? JSON(parsing: Array(entry.utf8)) else { return nil }
        self.init(revision: revision, at: at, json: json, fields: fields)
    }

    /// Takes an entry that was read.
    init?(revision: Int64, at: Timestamp, json: JSON, fields: String?) {
        guard json["revision"]?.integerValue == revision else { return nil }
        func strings(_ name: String) -> [String] { (json[name]?.arrayValue ?? []).compactMap(\.stringValue) }
        self.revision = revision
        self.at = at
        kind = json["kind"]?.stringValue.flatMap(HistoryEntry.Kind.init)
        event = json["event"]?.stringValue ?? ""
        took = strings("took")
        state = strings("state")
        set = json["set"]?.objectValue ?? []
        unset = strings("unset")
        collapsed = strings("collapsed")
        publication = if case .integer(let number) = json["publication"] { number } else { nil }
        self.fields = fields
        let made = json["links"]?.arrayValue ?? []
        let personal = made.isEmpty ? [:] : fields.map(PersonalValues.read) ?? [:]
        links = made.enumerated().compactMap { index, link in
            guard let id = link["id"]?.stringValue, let hash = link["hash"]?.stringValue.flatMap(Hex.decode),
                let state = link["state"]?.stringValue, let role = link["role"]?.stringValue
            else { return nil }
            return MadeLink(
                id: id, secretHash: hash, state: state, role: role, target: personal["links.\(index).to"]?.stringValue)
        }
    }

    /// Whoever acted, by address; absent for the product itself.
    var who: String? {
        let personal = fields.map(PersonalValues.read) ?? [:]
        return (personal["by"] ?? personal["by.for"])?.stringValue
    }

    /// What was set; null where a value was erased.
    var values: [(name: String, value: JSON)] {
        let personal = set.contains { $0.value["$digest"] != nil } ? fields.map(PersonalValues.read) ?? [:] : [:]
        return set.map { name, value in
            (name, value["$digest"] == nil ? value : personal["set.\(name)"] ?? .null)
        }
    }

    /// Names of the context fields that the step changed.
    var changed: Set<String> { Set(set.map(\.name)).union(unset) }

    /// What the entry's first transition answered.
    var trigger: Trigger? {
        switch kind {
        case .start: .start(event)
        case .event, .message, .topic: .event(event)
        case .timer: TimerName(event).map(Trigger.timer)
        case .cancel: state.first.map { .cancel(to: $0) }
        case .repair, nil: nil
        }
    }
}
