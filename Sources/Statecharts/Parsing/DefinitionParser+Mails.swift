/// Mails (`format.md` section 7), and `with` wherever it stands.
extension DefinitionParser {
    private static let links = ["task", "status", "again"]

    mutating func parseMails(_ value: YAMLValue?) {
        guard let value else { return }
        var place = site(.standing, data: nil, hasCaller: false, isUnattended: true)
        (place.barredCode, place.isUnattended) = ("E045", false)
        place.environment.states = nil
        for entry in named(value, "mails") {
            let isNamed = checkMailName(entry.key, at: entry.place)
            let allowed = ["template", "to", "link", "with", "supersedes"]
            guard members(entry.value, of: "a mail", allowed: allowed, required: ["to"]) != nil else { continue }
            var mail = MailDeclaration(
                name: entry.key, template: entry.key, to: [], link: nil, with: [], supersedes: [])
            if let template = entry.value["template"], let name = text(template, "a template's name") {
                checkKebabCase(name, "a template", at: template.place)
                mail.template = name
            } else if isNamed {
                checkKebabCase(entry.key, "a template", at: entry.place)
            }
            mail.to = entry.value["to"].map { roleNames($0, atLeastOne: true) } ?? []
            mail.link = entry.value["link"].flatMap { link($0) }
            mail.with = entry.value["with"].map { inputs($0, at: place) } ?? []
            for element in entry.value["supersedes"]?.oneOrMore ?? [] {
                if let name = mailName(element, isUse: false) { mail.supersedes.append(name) }
            }
            mails[entry.key] = mail
        }
    }

    private mutating func link(_ value: YAMLValue) -> MailDeclaration.Link? {
        guard let text = text(value, "task, status, again or page('name')") else { return nil }
        switch text {
        case "task": return .task
        case "status": return .status
        case "again": return .again
        case _: break
        }
        guard text.hasPrefix("page("), text.hasSuffix(")"), let name = quoted(String(text.dropFirst(5).dropLast()))
        else {
            fault(
                "E007", "expected task, status, again or page('name')", at: value.place,
                suggestion: Suggestion.nearest(to: text, among: Self.links))
            return nil
        }
        if let known = surroundings.pages, !known.contains(name) {
            unknown("E022", "page", name, at: value.place(atByte: "page('".utf8.count), among: known)
        }
        return .page(name)
    }

    /// A mail's name where one is used.
    mutating func mailName(_ value: YAMLValue, isUse: Bool = true) -> String? {
        guard let name = text(value, "a mail's name") else { return nil }
        guard mailNames.contains(name) else {
            unknown("E017", "mail", name, at: value.place, among: mailNames)
            return nil
        }
        if isUse {
            uses.insert(.mail(name))
            if mailPlaces[owner]?[name] == nil { mailPlaces[owner, default: [:]][name] = value.place }
        }
        return name
    }

    /// A `with`: names with expressions, or a list of names, which stand for `data` or `context`, and of such mappings.
    ///
    /// - Parameters:
    ///   - known: the inputs that there are; `nil` if any name will do.
    ///   - key: what it is called where another key has the same form.
    mutating func inputs(
        _ value: YAMLValue, known: [Field]? = nil, at site: Site, key: String = "with"
    ) -> [NamedExpression] {
        var inputs: [NamedExpression] = []
        for element in value.oneOrMore {
            if let entries = element.entries {
                for entry in entries {
                    checkCamelCase(entry.key, "an input", at: entry.place)
                    let wanted = self.wanted(entry.key, among: known, at: entry.place)
                    let parsed = expression(
                        entry.value, expecting: wanted?.type, mayBeAbsent: wanted?.isOptional ?? (known == nil),
                        at: site)
                    if let parsed { inputs.append(NamedExpression(name: entry.key, expression: parsed)) }
                }
            } else if value.elements != nil, let name = text(element, "a name") {
                let wanted = self.wanted(name, among: known, at: element.place)
                guard let path = path(of: name, at: site) else {
                    inputNowhere(name, at: element.place, site)
                    continue
                }
                let parsed = expression(
                    path, in: element, expecting: wanted?.type, mayBeAbsent: wanted?.isOptional ?? (known == nil),
                    at: site)
                if let parsed { inputs.append(NamedExpression(name: name, expression: parsed)) }
            } else if value.elements == nil {
                fault("E007", "'\(key)' must be a mapping or a list of names", at: value.place)
            }
        }
        return inputs
    }

    /// What an input that is not named takes: the event's `data`, else the context.
    func path(of name: String, at site: Site) -> String? {
        if site.environment.data?[name] != nil || suspects.contains("data.\(name)") { return "data.\(name)" }
        return site.environment.context[name] == nil ? nil : "context.\(name)"
    }

    mutating func inputNowhere(_ name: String, at place: Place, _ site: Site) {
        let known = Array(site.environment.context.keys) + (site.environment.data.map { Array($0.keys) } ?? [])
        let suggestion = Suggestion.nearest(to: name, among: known)
        fault(
            "E023", "'\(name)' is neither in data nor in the context; give it in 'with'", at: place,
            suggestion: suggestion,
            in: "data.\(name)")
    }

    private mutating func wanted(_ name: String, among known: [Field]?, at place: Place) -> Field? {
        guard let known else { return nil }
        if let field = known.first(where: { $0.name == name }) { return field }
        unknown("E018", "input", name, at: place, among: known.map(\.name))
        return nil
    }
}
