import Yams

/// Reads YAML into values with places, and refuses what `format.md` section 1 refuses (E001 to E004).
struct YAMLReader {
    private(set) var findings: [Finding] = []
    /// Doubled keys that were renamed so that the YAML parser goes on: the stand-in and the word it stands for.
    private var standIns: [String: String] = [:]

    /// The root of the only document; absent where faults other than doubled keys leave too little to go on with.
    mutating func read(_ text: String) -> YAMLValue? {
        guard text.utf8.count <= ParsingLimits.fileBytes else {
            findings.append(Finding("E004", "the file is larger than 1 MB; split the workflow", at: .start))
            return nil
        }
        findings += YAMLScanner(text).findings
        guard findings.isEmpty, let root = compose(text) else {
            if findings.isEmpty { findings.append(Finding("E001", "the file is empty", at: .start)) }
            return nil
        }
        let value = value(root, depth: 1, key: .start)
        return findings.allSatisfy { $0.code == "E003" } ? value : nil
    }

    /// Parses; a doubled key is renamed and told later by `entries(of:)`, because the parser stops at the first one and
    /// does not say where the second stands.
    private mutating func compose(_ text: String) -> Yams.Node? {
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
        var current = text
        while true {
            do {
                return try Parser(yaml: current, encoding: .utf8).singleRoot()
            } catch let YamlError.duplicatedKeysInMapping(keys, context) {
                guard rename(keys.first ?? "", at: context.mark, in: &lines) else {
                    let place = Place(line: context.mark.line, column: context.mark.column)
                    findings.append(Finding("E003", "key '\(keys.first ?? "")' stands twice; keep one", at: place))
                    return nil
                }
                var scalars = String.UnicodeScalarView()
                scalars.append(contentsOf: lines.joined(separator: ["\n"]))
                current = String(scalars)
            } catch {
                findings.append(finding(of: error))
                return nil
            }
        }
    }

    private mutating func rename(_ key: String, at mark: Mark, in lines: inout [[Unicode.Scalar]]) -> Bool {
        let word = Array(key.unicodeScalars)
        guard standIns.count < ParsingLimits.doubledKeys, !word.isEmpty, lines.indices.contains(mark.line - 1),
            let privateUse = Unicode.Scalar(0xE000 + UInt32(standIns.count))
        else { return false }
        let standIn = [Unicode.Scalar](repeating: privateUse, count: word.count)
        var start = mark.column - 1
        let line = lines[mark.line - 1]
        if start < line.count, line[start] == "'" || line[start] == "\"" { start += 1 }
        guard start + word.count <= line.count, Array(line[start..<start + word.count]) == word else { return false }
        lines[mark.line - 1].replaceSubrange(start..<start + word.count, with: standIn)
        standIns[String(standIn.map(Character.init))] = key
        return true
    }

    private func finding(of error: any Error) -> Finding {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            let isDepth = problem.hasPrefix("Maximum nesting level")
            let message = isDepth ? "mappings and lists too deep within each other" : "not YAML: \(problem)"
            return Finding(isDepth ? "E004" : "E001", message, at: Place(line: mark.line, column: mark.column))
        case YamlError.reader(let problem, _, _, _):
            return Finding("E001", "not YAML: \(problem)", at: .start)
        default:
            return Finding("E001", "not YAML", at: .start)
        }
    }

    private mutating func value(_ node: Yams.Node, depth: Int, key: Place) -> YAMLValue {
        let place = node.mark.map { Place(line: $0.line, column: $0.column) } ?? key
        if depth > ParsingLimits.depth, node.scalar == nil {
            let message = "more than \(ParsingLimits.depth) mappings and lists within each other"
            if findings.last?.code != "E004" { findings.append(Finding("E004", message, at: place)) }
            return YAMLValue(place: place, content: .list([]))
        }
        switch node {
        case .scalar(let scalar):
            refuse(anchor: scalar.anchor, tag: scalar.tag, at: place)
            switch scalar.style {
            case .literal, .folded: return YAMLValue(place: place, content: .scalar(scalar.string, .block))
            case .singleQuoted, .doubleQuoted:
                return YAMLValue(place: place, content: .scalar(scalar.string, .quoted))
            case .any, .plain: return YAMLValue(place: place, content: .scalar(scalar.string, .plain))
            }
        case .sequence(let sequence):
            refuse(anchor: sequence.anchor, tag: sequence.tag, at: place)
            let elements = sequence.map { value($0, depth: depth + 1, key: key) }
            return YAMLValue(place: place, content: .list(elements))
        case .mapping(let mapping):
            refuse(anchor: mapping.anchor, tag: mapping.tag, at: place)
            return YAMLValue(place: place, content: .map(entries(of: mapping, depth: depth)))
        case .alias:
            findings.append(Finding("E002", "an alias; write the value out", at: place))
            return YAMLValue(place: place, content: .list([]))
        }
    }

    private mutating func entries(of mapping: Yams.Node.Mapping, depth: Int) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var seen: Set<String> = []
        for (keyNode, valueNode) in mapping {
            let place = keyNode.mark.map { Place(line: $0.line, column: $0.column) } ?? .start
            guard case .scalar(let scalar) = keyNode else {
                findings.append(Finding("E001", "a mapping key must be one word", at: place))
                continue
            }
            let key = standIns[scalar.string] ?? scalar.string
            if key == "<<", scalar.style == .plain {
                findings.append(Finding("E002", "a merge key; write the members out", at: place))
            } else if !seen.insert(key).inserted {
                findings.append(Finding("E003", "key '\(key)' stands twice; keep one", at: place))
            } else {
                refuse(anchor: scalar.anchor, tag: scalar.tag, at: place)
                let member = value(valueNode, depth: depth + 1, key: place)
                entries.append(YAMLEntry(key: key, place: place, value: member))
            }
        }
        return entries
    }

    private mutating func refuse(anchor: Anchor?, tag: Tag, at place: Place) {
        if anchor != nil { findings.append(Finding("E002", "an anchor; write the value out", at: place)) }
        let name = tag.description
        if !name.isEmpty, name != "!", !name.hasPrefix("tag:yaml.org,2002:") {
            findings.append(Finding("E002", "a tag; the place says what kind of value is due", at: place))
        }
    }
}
