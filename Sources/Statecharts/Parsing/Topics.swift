extension Topic {
    /// Reads `topics.yaml`: a mapping from dotted names to `{ key, with }`.
    ///
    /// - Parameters:
    ///   - text: the file.
    ///   - file: path for messages.
    /// - Returns: the topics by name.
    /// - Throws: all faults of the file at once.
    public static func parse(_ text: String, file: String) throws(DefinitionError) -> [String: Topic] {
        var reader = YAMLReader()
        let root = reader.read(text)
        var parser = DefinitionParser(file: file, surroundings: Surroundings())
        parser.findings = reader.findings
        let topics = root.map { parser.topics($0) } ?? [:]
        let faults = parser.diagnostics().filter { $0.severity == .error }
        guard faults.isEmpty else { throw DefinitionError(faults) }
        return topics
    }
}

extension DefinitionParser {
    fileprivate mutating func topics(_ root: YAMLValue) -> [String: Topic] {
        var topics: [String: Topic] = [:]
        for entry in named(root, "topics") {
            checkTopicName(entry.key, at: entry.place)
            guard members(entry.value, of: "a topic", allowed: ["key", "with"], required: ["key"]) != nil,
                let key = entry.value["key"].flatMap({ declaredType($0, isBounded: false) })
            else { continue }
            var topic = Topic(name: entry.key, key: key.type)
            for field in entry.value["with"].map({ named($0, "with") }) ?? [] {
                if let field = self.field(field, "a value", isBounded: false) { topic.payload.append(field) }
            }
            topics[entry.key] = topic
        }
        return topics
    }

    private mutating func checkTopicName(_ name: String, at place: Place) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else {
            fault("E008", "the name '\(name)' of a topic must be dotted: account.activated", at: place)
            return
        }
        for part in parts { checkCamelCase(part, "a topic", at: place) }
    }
}
