import Statecharts

/// Reads an instance's history from its first entry on: recomputes every hash and digest, and follows what each entry set.
///
/// Nothing of it is asked of the code that writes entries but how hashes and digests are made (`commit.md` 7).
struct HistoryWalk {
    private(set) var violations: [Violation] = []
    /// The context that the entries lead to; personal values as they were, null where one is gone.
    private(set) var context: [String: JSON] = [:]
    /// Leaves, in the last entry.
    private(set) var state: [String] = []
    /// Ids of the messages that entries name, with the entry.
    private(set) var mails: [(id: String, revision: Int64)] = []
    /// For ``Standing``.
    private(set) var entries: [RecordedEntry?] = []
    private let id: InstanceID
    private let definition: String?
    private var previous = HashChain.genesis

    /// Begins before the first entry.
    /// - Parameter definition: hash of the one that the instance lives by, as digits.
    init(_ id: InstanceID, definition: String?) {
        self.id = id
        self.definition = definition
    }

    private mutating func note(_ invariant: Invariant, _ text: String) {
        violations.append(Violation(invariant, id.text, text))
    }

    /// Reads the next entry.
    mutating func follow(_ row: HistoryRow) {
        let bytes = Array(row.entry.utf8)
        if HashChain.hash(after: previous, entry: bytes) != row.hash {
            note(.chain, "the hash of entry \(row.revision) does not follow from the one before it and its own bytes")
        }
        previous = row.hash
        guard let json = try? JSON(parsing: bytes) else {
            entries.append(nil)
            return note(.chain, "entry \(row.revision) cannot be read")
        }
        if json["instance"]?.stringValue != id.text {
            note(.chain, "entry \(row.revision) is another instance's")
        }
        if json["revision"]?.integerValue != row.revision || json["at"]?.integerValue != row.at.microseconds {
            note(.chain, "entry \(row.revision) is of another revision or time than its row says")
        }
        if let definition, json["definition"]?.stringValue != definition {
            note(.replay, "entry \(row.revision) was made by another definition")
        }
        let personal = personalValues(of: row, json)
        for (name, value) in json["set"]?.objectValue ?? [] {
            context[name] = value["$digest"] == nil ? value : personal["set.\(name)"] ?? .null
        }
        for name in json["unset"]?.arrayValue ?? [] { context[name.stringValue ?? ""] = nil }
        state = (json["state"]?.arrayValue ?? []).compactMap(\.stringValue)
        for mail in json["outbox"]?.arrayValue ?? [] { mails.append((mail.stringValue ?? "", row.revision)) }
        entries.append(RecordedEntry(revision: row.revision, at: row.at, json: json, fields: row.fields))
    }

    /// The personal values of an entry by path, each checked against the digest that the entry has in its place.
    private mutating func personalValues(of row: HistoryRow, _ entry: JSON) -> [String: JSON] {
        let digests = PersonalValues.digests(of: entry)
        guard !digests.isEmpty || row.fields != nil else { return [:] }
        guard let stored = row.fields.map(PersonalValues.stored) ?? [] else {
            note(.personalData, "the personal values of entry \(row.revision) cannot be read")
            return [:]
        }
        var values: [String: JSON] = [:]
        for field in stored {
            values[field.path] = field.value
            guard let digest = digests[field.path] else {
                note(.personalData, "entry \(row.revision) has no personal value \(field.path)")
                continue
            }
            if PersonalValues.digest(of: field.value.canonical, at: field.path, salt: field.salt) != digest {
                note(
                    .chain,
                    "the personal value \(field.path) of entry \(row.revision) is not the one that was committed")
            }
        }
        for path in digests.keys.sorted() where values[path] == nil {
            note(.personalData, "the personal value \(path) of entry \(row.revision) is gone")
        }
        return values
    }
}

extension PersonalValues {
    /// The digests that stand in an entry, as digits, by the path of the value that each stands for.
    fileprivate static func digests(of entry: JSON) -> [String: String] {
        var digests: [String: String] = [:]
        func take(_ path: String, _ value: JSON?) {
            if let digest = value?["$digest"]?.stringValue { digests[path] = digest }
        }
        for name in ["data", "facts", "set"] {
            for member in entry[name]?.objectValue ?? [] { take("\(name).\(member.name)", member.value) }
        }
        if let author = entry["by"] {
            take("by", author["who"])
            take("by.for", author["for"])
            take("by.reason", author["reason"])
        }
        for (index, link) in (entry["links"]?.arrayValue ?? []).enumerated() { take("links.\(index).to", link["to"]) }
        for (index, result) in (entry["results"]?.arrayValue ?? []).enumerated() {
            for member in result["returned"]?.objectValue ?? [] {
                take("results.\(index).\(member.name)", member.value)
            }
        }
        return digests
    }

    /// Stored values with their salts; nothing where the text is none that was ever written.
    fileprivate static func stored(_ text: String) -> [(path: String, salt: [UInt8], value: JSON)]? {
        guard let rows = (try? JSON(parsing: Array(text.utf8)))?.arrayValue else { return nil }
        var fields: [(path: String, salt: [UInt8], value: JSON)] = []
        for row in rows {
            guard let path = row[0]?.stringValue, let salt = row[1]?.stringValue.flatMap(Hex.decode), let last = row[2]
            else { return nil }
            guard let earlier = last["$as"]?.stringValue else {
                fields.append((path, salt, last))
                continue
            }
            guard let same = fields.first(where: { $0.path == earlier }) else { return nil }
            fields.append((path, salt, same.value))
        }
        return fields
    }
}
