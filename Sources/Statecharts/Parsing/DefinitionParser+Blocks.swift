/// Blocks and branches (`format.md` section 6).
extension DefinitionParser {
    static let blockKeys = ["set", "do", "start", "send", "publish", "mail"]

    /// The effects under a mapping, in their fixed order; `if` is read by who allows it.
    ///
    /// - Parameter known: context fields that have been set when this block runs.
    mutating func effects(_ value: YAMLValue, at site: Site, known: [String] = []) -> Block {
        var block = Block()
        block.set = value["set"].map { assignments($0, at: site.knowing(known, of: context)) } ?? []
        var set = known + block.set.map(\.name)
        for element in value["do"].map({ calls($0) }) ?? [] {
            guard let call = call(element, at: site.knowing(set, of: context), before: site) else { continue }
            block.actions.append(call)
            set += call.into.map(\.field)
        }
        let after = site.knowing(set, of: context)
        for element in value["start"]?.oneOrMore ?? [] {
            guard let start = childStart(element, at: after) else { continue }
            block.starts.append(start)
            if let field = start.into { set.append(field) }
        }
        let last = site.knowing(set, of: context)
        block.sends = (value["send"]?.oneOrMore ?? []).compactMap { sending($0, at: last) }
        block.publications = (value["publish"]?.oneOrMore ?? []).compactMap { publication($0, at: last) }
        block.mails = (value["mail"]?.oneOrMore ?? []).compactMap { mailName($0) }
        return block
    }

    private mutating func calls(_ value: YAMLValue) -> [YAMLValue] {
        if value.text != nil { return [value] }
        return list(value, "a list of actions, or one action's name") ?? []
    }

    private mutating func assignments(_ value: YAMLValue, at site: Site) -> [NamedExpression] {
        var assignments: [NamedExpression] = []
        var seen: Set<String> = []
        for element in value.elements ?? [value] {
            if value.elements != nil, let names = element.text.map({ _ in [element] }) ?? element.elements {
                for name in names {
                    guard let text = text(name, "a context field") else { continue }
                    let assignment = self.assignment(text, at: name.place, "data.\(text)", name, site, &seen)
                    if let assignment { assignments.append(assignment) }
                }
            } else {
                for entry in named(element, "set") {
                    guard let text = text(entry.value, "an expression") else { continue }
                    let assignment = self.assignment(entry.key, at: entry.place, text, entry.value, site, &seen)
                    if let assignment { assignments.append(assignment) }
                }
            }
        }
        return assignments
    }

    private mutating func assignment(
        _ name: String, at place: Place, _ text: String, _ value: YAMLValue, _ site: Site, _ seen: inout Set<String>
    ) -> NamedExpression? {
        if !seen.insert(name).inserted { fault("E003", "'\(name)' is set twice", at: place) }
        guard let field = knownField(name, at: place) else { return nil }
        let mayBeAbsent = FieldType(field).mayBeAbsent
        let parsed = expression(text, in: value, expecting: field.type, mayBeAbsent: mayBeAbsent, at: site)
        return parsed.map { NamedExpression(name: name, expression: $0) }
    }

    /// One action with its inputs written out.
    private mutating func call(_ value: YAMLValue, at site: Site, before: Site) -> ActionCall? {
        let allowed = ["action", "with", "into", "refused"]
        if value.text == nil, members(value, of: "an action's call", allowed: allowed, required: ["action"]) == nil {
            return nil
        }
        guard let nameValue = value.text == nil ? value["action"] : value, let name = text(nameValue, "an action")
        else { return nil }
        guard let action = actions[name] else {
            unknown("E016", "action", name, at: nameValue.place, among: actions.keys)
            return nil
        }
        uses.insert(.action(name))
        var call = ActionCall(action: name, with: [])
        call.with = value["with"].map { inputs($0, known: action.inputs, at: site) } ?? []
        complete(&call.with, with: action.inputs, given: value["with"], at: nameValue.place, site)
        call.into = value["into"].map { destinations($0, of: action) } ?? []
        readRefusals(of: &call, action, value["refused"], at: nameValue.place, before)
        return call
    }

    /// Inputs that are not named come from `data` or the context; one that must be given and is nowhere is E023.
    mutating func complete(
        _ inputs: inout [NamedExpression], with fields: [Field], given: YAMLValue?, at place: Place, _ site: Site
    ) {
        let named = assignedNames(given)
        for field in fields where !named.contains(field.name) {
            guard let path = path(of: field.name, at: site) else {
                if field.isRequired { inputNowhere(field.name, at: place, site) }
                continue
            }
            let value = YAMLValue(place: place, content: .scalar("", .plain))
            let parsed = expression(path, in: value, expecting: field.type, mayBeAbsent: field.isOptional, at: site)
            if let parsed { inputs.append(NamedExpression(name: field.name, expression: parsed)) }
        }
        let order = fields.map(\.name)
        inputs.sort { (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0) }
    }

    private mutating func destinations(
        _ value: YAMLValue, of action: ActionDeclaration
    ) -> [(field: String, result: String)] {
        var pairs: [(name: String, at: Place, result: String, resultAt: Place)] = []
        if let elements = value.elements {
            for element in elements {
                guard let name = text(element, "a result's name") else { continue }
                pairs.append((name, element.place, name, element.place))
            }
        } else {
            for entry in named(value, "into") {
                guard let result = text(entry.value, "a result's name") else { continue }
                pairs.append((entry.key, entry.place, result, entry.value.place))
            }
        }
        var destinations: [(field: String, result: String)] = []
        for pair in pairs {
            let result = action.results.first { $0.name == pair.result }
            if result == nil {
                unknown("E018", "result", pair.result, at: pair.resultAt, among: action.results.map(\.name))
            }
            guard let field = knownField(pair.name, at: pair.at), let result else { continue }
            if !field.type.agrees(with: result.type) {
                let kinds = "\(result.type.kindName), the field '\(field.name)' is \(field.type.kindName)"
                fault("E042", "the result '\(result.name)' is \(kinds)", at: pair.at)
            } else if result.isOptional, !FieldType(field).mayBeAbsent {
                fault("E043", "the result '\(result.name)' may be absent, '\(field.name)' may not", at: pair.at)
            }
            destinations.append((field.name, result.name))
        }
        return destinations
    }

    private mutating func readRefusals(
        of call: inout ActionCall, _ action: ActionDeclaration, _ value: YAMLValue?, at place: Place, _ site: Site
    ) {
        for entry in value.map({ named($0, "refused") }) ?? [] {
            if !action.refusals.contains(entry.key) {
                unknown("E018", "refusal", entry.key, at: entry.place, among: action.refusals)
                continue
            }
            call.refused[entry.key] = refusedBranch(entry.value, at: site)
        }
        let unhandled = action.refusals.filter { value?[$0] == nil }
        for refusal in unhandled {
            if owner.isUnattended {
                fault(
                    "E037",
                    "nobody can be told of the refusal '\(refusal)' of '\(action.name)' here; say under 'refused' where it leads",
                    at: place)
            } else {
                need("actions.\(action.name).\(refusal)", at: place)
            }
        }
    }
}
