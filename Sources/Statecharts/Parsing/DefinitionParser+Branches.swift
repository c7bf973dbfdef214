/// Ways that an event, a timer or a refusal may take (`format.md` section 6).
extension DefinitionParser {
    /// The branches of a `to`; without one there is a single branch that stays.
    ///
    /// - Parameter known: context fields that the shared block has set.
    mutating func branches(_ value: YAMLValue?, at site: Site, known: [String] = []) -> [Branch] {
        guard let value else { return [Branch(block: Block(), end: .stay)] }
        if value.elements?.isEmpty == true { fault("E007", "'to' needs at least one branch", at: value.place) }
        return value.oneOrMore.compactMap { branch($0, at: site, known: known) }
    }

    /// A block with its end, or the bare name of the state it leads to.
    mutating func branch(_ value: YAMLValue, at site: Site, known: [String] = []) -> Branch? {
        if value.text != nil {
            return target(value).map { Branch(block: Block(), end: .state($0)) }
        }
        let allowed = ["if"] + Self.blockKeys + ["state", "refuse"]
        guard members(value, of: "a branch", allowed: allowed) != nil else { return nil }
        let condition = value["if"].flatMap { expression($0, expecting: .boolean, at: site) }
        var block = effects(value, at: site, known: known)
        block.condition = condition
        if let state = value["state"], let refuse = value.entry("refuse") {
            fault("E038", "a branch goes to a state or refuses, not both", at: max(state.place, refuse.place))
            return nil
        }
        if let refuse = value.entry("refuse") { return refusal(refuse, block, at: site) }
        guard let state = value["state"] else { return Branch(block: block, end: .stay) }
        return target(state).map { Branch(block: block, end: .state($0)) }
    }

    private mutating func target(_ value: YAMLValue) -> Int? {
        guard let name = text(value, "a state") else { return nil }
        guard let index = stateIndices[name] else {
            unknown("E012", "state", name, at: value.place, among: stateIndices.keys)
            return nil
        }
        return index
    }

    private mutating func refusal(_ entry: YAMLEntry, _ block: Block, at site: Site) -> Branch? {
        guard case .event = owner else {
            fault("E037", "nobody can be told of a refusal here", at: entry.place)
            return nil
        }
        let value = entry.value
        var errorValue = value
        var field: String?
        if value.entries != nil {
            guard members(value, of: "a refusal", allowed: ["error", "field"], required: ["error"]) != nil,
                let error = value["error"]
            else { return nil }
            errorValue = error
            field = value["field"].flatMap { formFieldName($0, among: site.formFields) }
        }
        guard let error = text(errorValue, "an error's name") else { return nil }
        checkCamelCase(error, "an error", at: errorValue.place)
        need("events.\(site.event ?? "").errors.\(error)", at: errorValue.place)
        return Branch(block: block, end: .refuse(error: error, field: field))
    }
}
