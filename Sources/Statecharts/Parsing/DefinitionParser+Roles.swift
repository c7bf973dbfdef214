/// Roles and where they are named (`format.md` section 2).
extension DefinitionParser {
    private static let rights = ["administrators", "users", "viewers", "approvers", "members"]

    mutating func declareRole(_ entry: YAMLEntry) {
        checkCamelCase(entry.key, "a role", at: entry.place)
        var of: YAMLValue? = entry.value
        if entry.value.entries != nil {
            _ = members(entry.value, of: "a role", allowed: ["of", "except"], required: ["of"])
            of = entry.value["of"]
        }
        var sources: [Role.Source] = []
        for value in of?.oneOrMore ?? [] {
            guard let text = text(value, "a source such as context.requester") else { continue }
            if let source = roleSource(text, at: value) { sources.append(source) }
        }
        if let of, of.elements?.isEmpty == true { fault("E007", "a role needs a source", at: of.place) }
        roles.append(Role(name: entry.key, sources: sources))
    }

    /// Takes the excepted roles, which may stand further down.
    mutating func resolveExceptions(of entry: YAMLEntry) {
        guard let value = entry.value["except"], let index = roles.firstIndex(where: { $0.name == entry.key }) else {
            return
        }
        roles[index].except = roleNames(value, atLeastOne: true)
    }

    /// No role is excepted from itself by any way round (E011), each circle told once.
    mutating func checkExceptions(_ entries: [YAMLEntry]) {
        let except = Dictionary(roles.map { ($0.name, $0.except) }, uniquingKeysWith: { first, _ in first })
        var told: Set<String> = []
        for entry in entries where !told.contains(entry.key) {
            guard let value = entry.value["except"], let way = Self.wayBack(to: entry.key, by: except) else { continue }
            told.formUnion(way)
            let circle = (way + [entry.key]).joined(separator: ", ")
            fault(
                "E011", "the role '\(entry.key)' is excepted from itself: \(circle); break the circle", at: value.place)
        }
    }

    /// The roles of a shortest circle, from the one given.
    private static func wayBack(to role: String, by except: [String: [String]]) -> [String]? {
        var ways = [[role]]
        var seen: Set<String> = []
        var next = 0
        while next < ways.count {
            let way = ways[next]
            next += 1
            for name in except[way[way.count - 1]] ?? [] {
                if name == role { return way }
                if seen.insert(name).inserted { ways.append(way + [name]) }
            }
        }
        return nil
    }

    private mutating func roleSource(_ text: String, at value: YAMLValue) -> Role.Source? {
        guard text.contains("(") else {
            guard let field = contextPath(text, at: value, from: 0) else { return nil }
            switch field.type {
            case .person, .email, .list(of: .person, _, _), .list(of: .email, _, _):
                return .context(field: field.name)
            case _:
                fault(
                    "E042", "a role is a person, an email or a list of these, not \(field.type.kindName)",
                    at: value.place)
                return nil
            }
        }
        guard let call = callText(text, at: value) else { return nil }
        switch call.name {
        case "staff": return staffSource(call, at: value)
        case "account": return rightSource(call, at: value)
        case _:
            unknown("E021", "source of a role", call.name, at: value.place, among: ["account", "staff"])
            return nil
        }
    }

    private mutating func staffSource(_ call: CallText, at value: YAMLValue) -> Role.Source? {
        guard call.arguments.count == 1, call.member == nil, let group = quoted(call.arguments[0].text) else {
            fault("E041", "expected staff('group')", at: value.place)
            return nil
        }
        let place = value.place(atByte: call.arguments[0].offset + 1)
        checkKebabCase(group, "a staff group", at: place)
        if let known = surroundings.staffGroups, !known.contains(group) {
            unknown("E022", "staff group", group, at: place, among: known)
        }
        return .staff(group: group)
    }

    private mutating func rightSource(_ call: CallText, at value: YAMLValue) -> Role.Source? {
        guard call.arguments.count == 1, let right = call.member else {
            fault("E041", "expected \(call.name)(context.field).right", at: value.place)
            return nil
        }
        let argument = call.arguments[0]
        let field = contextPath(argument.text, at: value, from: argument.offset)
        if !Self.rights.contains(right) {
            let offset = (value.text?.utf8.count ?? 0) - right.utf8.count
            unknown("E011", "right", right, at: value.place(atByte: offset), among: Self.rights)
            return nil
        }
        guard let field else { return nil }
        guard field.type == .account else {
            let place = value.place(atByte: argument.offset)
            fault("E042", "'\(field.name)' is no account but \(field.type.kindName)", at: place)
            return nil
        }
        return .right(noun: call.name, field: field.name, right: right)
    }

    private mutating func contextPath(_ text: String, at value: YAMLValue, from offset: Int) -> Field? {
        let root = "context."
        guard text.hasPrefix(root) else {
            fault("E045", "expected a path such as context.requester", at: value.place(atByte: offset))
            return nil
        }
        let name = String(text.dropFirst(root.count))
        return knownField(name, at: value.place(atByte: offset + root.utf8.count))
    }

    mutating func knownField(_ name: String, at place: Place) -> Field? {
        guard let field = context.first(where: { $0.name == name }) else {
            unknown("E013", "context field", name, at: place, among: context.map(\.name))
            return nil
        }
        return suspects.contains("context.\(name)") ? nil : field
    }

    /// The text between single or double quotes.
    func quoted(_ text: String) -> String? {
        guard text.count >= 2, let first = text.first, first == "'" || first == "\"", text.last == first else {
            return nil
        }
        return String(text.dropFirst().dropLast())
    }

    /// A role's name where one is used.
    mutating func roleName(_ value: YAMLValue) -> String? {
        guard let name = text(value, "a role") else { return nil }
        guard roles.contains(where: { $0.name == name }) else {
            unknown("E011", "role", name, at: value.place, among: roles.map(\.name))
            return nil
        }
        uses.insert(.role(name))
        return name
    }

    /// One role or a list of them.
    mutating func roleNames(_ value: YAMLValue, atLeastOne: Bool = false) -> [String] {
        if atLeastOne, value.elements?.isEmpty == true { fault("E007", "expected at least one role", at: value.place) }
        return value.oneOrMore.compactMap { roleName($0) }
    }
}
