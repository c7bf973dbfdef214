/// Texts and templates that the definition asks for (`format.md` section 11; E025, E026, E028, E029, E036, W302).
extension DefinitionParser {
    private static let languages = ["en", "ja"]
    private static let templateParts = ["en.txt", "en.html", "ja.txt", "ja.html"]
    private static let alwaysPassed: Set<String> = ["recipient", "instance", "vendor"]
    private static let passedWithLink: Set<String> = ["link", "code", "until", "daysLeft"]

    /// Holds the definition against the texts around it.
    mutating func checkTexts(of definition: Definition, _ root: YAMLValue) {
        guard let texts = surroundings.texts else { return }
        for entry in root["roles"]?.entries ?? [] { need("roles.\(entry.key)", at: entry.place) }
        for state in definition.states { needTexts(of: state, in: definition) }
        var needs: [String: TextNeed] = [:]
        for text in textNeeds {
            guard let known = needs[text.key] else {
                needs[text.key] = text
                continue
            }
            if text.isRequired, !known.isRequired || text.place < known.place { needs[text.key] = text }
        }
        for text in needs.values { check(text, in: texts) }
        for key in texts.ownKeys.sorted() where needs[key] == nil {
            warn("W302", "the text '\(key)' is not used", at: .start)
        }
        for entry in root["mails"]?.entries ?? [] {
            guard let mail = definition.mails[entry.key] else { continue }
            checkTemplate(of: mail, at: entry, in: texts)
        }
    }

    private mutating func needTexts(of state: StateNode, in definition: Definition) {
        let place = stateOutline[state.index].place
        let key = "states.\(state.name)"
        let holders = Set(state.tasks.map(\.role))
        for role in holders.sorted() {
            need("\(key).task.\(role).title", at: place)
            need("\(key).task.\(role).help", at: place, isRequired: false)
        }
        for task in state.tasks {
            for shown in task.shows {
                let path = "\(key).task.\(task.role).shows.\(shown.name)"
                need("\(path).label", at: place)
                needOptions(of: shown.expression.type, under: path, at: place, isRequired: true)
            }
        }
        let watchers = Set((state.watch ?? definition.watch) + [definition.asker]).subtracting(holders)
        for role in definition.roles.map(\.name) {
            need("\(key).waiting.\(role)", at: place, isRequired: !holders.isEmpty && watchers.contains(role))
        }
        let isStaffTask = holders.contains { name in
            definition.role(name)?.sources.contains { if case .staff = $0 { true } else { false } } ?? false
        }
        need(key + ".usually", at: place, code: "E124", isRequired: isStaffTask)
        need(key + ".closed", at: place, isRequired: state.isFinal)
    }

    private mutating func check(_ text: TextNeed, in inventory: TextInventory) {
        let found = Self.languages.filter { inventory.keys[$0]?[text.key] != nil }
        guard !found.isEmpty || text.isRequired else { return }
        for language in Self.languages where !found.contains(language) {
            let known = inventory.keys[language].map { Array($0.keys) } ?? []
            fault(
                text.code, "the text '\(text.key)' is missing in \(language)", at: text.place,
                suggestion: Suggestion.nearest(to: text.key, among: known.filter { inventory.ownKeys.contains($0) }))
        }
        guard found.count == Self.languages.count else { return }
        let english = inventory.keys["en"]?[text.key] ?? []
        let japanese = inventory.keys["ja"]?[text.key] ?? []
        for name in english.symmetricDifference(japanese).sorted() {
            let language = english.contains(name) ? "en" : "ja"
            fault("E029", "the text '\(text.key)' has the placeholder '\(name)' in \(language) only", at: text.place)
        }
    }

    private mutating func checkTemplate(of mail: MailDeclaration, at entry: YAMLEntry, in inventory: TextInventory) {
        let place = entry.value["template"]?.place ?? entry.place
        guard let parts = inventory.templates[mail.template] else {
            unknown("E025", "template", mail.template, at: place, among: inventory.templates.keys)
            return
        }
        let passed = Self.alwaysPassed.union(mail.link == nil ? [] : Self.passedWithLink).union(mail.with.map(\.name))
        for part in Self.templateParts {
            guard let names = parts[part] else {
                fault("E025", "the template '\(mail.template)' has no \(part)", at: place)
                continue
            }
            for name in names.sorted() {
                let root = name.split(separator: ".").first.map(String.init) ?? name
                if passed.contains(root) { continue }
                fault(
                    "E026", "the template '\(mail.template)' (\(part)) uses '\(name)', which is not passed", at: place,
                    suggestion: Suggestion.nearest(to: root, among: passed))
            }
        }
    }
}
