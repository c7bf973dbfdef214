/// Ways that an event, a timer or a refusal may take (`format.md` section 6).
extension DefinitionParser {
    /// The branches of a `to`; without one there is a single branch that stays.
    ///
    /// - Parameter shared: what all of them do first.
    mutating func branches(_ value: YAMLValue?, of id: String, at site: Site, shared: Block = Block()) -> [Branch] {
        if let value, value.elements?.isEmpty == true {
            fault("E007", "'to' needs at least one branch", at: value.place)
        }
        let known =
            shared.set.map(\.name) + shared.actions.flatMap { $0.into.map(\.field) }
            + shared.starts.compactMap(\.into)
        let isAttended = if case .event = owner { true } else { false }
        let ways =
            value?.oneOrMore.map { way($0, at: site, known: known, extraKeys: ["if"]) } ?? [(Block(), .stay)]
        return ways.enumerated().compactMap { index, way in
            way.map {
                Branch(
                    id: "\(id)#\(index + 1)", shared: shared, block: $0.block, end: $0.end, isAttended: isAttended)
            }
        }
    }

    /// What is done in place of the whole branch when an action refuses; in any case, so it has no `if`.
    mutating func refusedBranch(_ value: YAMLValue, at site: Site) -> Branch? {
        way(value, at: site).map { Branch(block: $0.block, end: $0.end, isAttended: true) }
    }

    /// A block with its end, or the bare name of the state it leads to.
    private mutating func way(
        _ value: YAMLValue, at site: Site, known: [String] = [], extraKeys: [String] = []
    ) -> (block: Block, end: Branch.End)? {
        if value.text != nil {
            return target(value).map { (Block(), .state($0)) }
        }
        let allowed = extraKeys + Self.blockKeys + ["state", "refuse"]
        guard members(value, of: "a branch", allowed: allowed) != nil else { return nil }
        let condition = value["if"].flatMap { expression($0, expecting: .boolean, at: site) }
        var block = effects(value, at: site, known: known)
        block.condition = condition
        if let state = value["state"], let refuse = value.entry("refuse") {
            fault("E038", "a branch goes to a state or refuses, not both; keep one", at: max(state.place, refuse.place))
            return nil
        }
        if let refuse = value.entry("refuse") { return refusal(refuse, at: site).map { (block, $0) } }
        guard let state = value["state"] else { return (block, .stay) }
        return target(state).map { (block, .state($0)) }
    }

    private mutating func target(_ value: YAMLValue) -> Int? {
        guard let name = text(value, "a state") else { return nil }
        guard let index = stateIndices[name] else {
            unknown("E012", "state", name, at: value.place, among: stateIndices.keys)
            return nil
        }
        return index
    }

    private mutating func refusal(_ entry: YAMLEntry, at site: Site) -> Branch.End? {
        guard case .event = owner else {
            fault("E037", "nobody can be told of a refusal here; go to a state", at: entry.place)
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
        return .refuse(error: error, field: field)
    }
}
