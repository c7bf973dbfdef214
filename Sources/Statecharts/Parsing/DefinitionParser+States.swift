/// States (`format.md` section 10).
extension DefinitionParser {
    /// Takes down names and the tree before any branch refers to a state.
    mutating func outline(_ value: YAMLValue?, parent: Int?) {
        guard let value else { return }
        let entries = named(value, "states")
        if entries.isEmpty, value.entries != nil { fault("E031", "'states' needs at least one state", at: value.place) }
        for entry in entries {
            checkCamelCase(entry.key, "a state", at: entry.place)
            let index = stateOutline.count
            if stateIndices[entry.key] != nil {
                fault("E030", "the state '\(entry.key)' stands twice in the file; rename one", at: entry.place)
            } else {
                stateIndices[entry.key] = index
            }
            stateOutline.append(StateOutline(name: entry.key, place: entry.place, value: entry.value, parent: parent))
            if let parent { stateOutline[parent].children.append(index) }
            outline(entry.value["states"], parent: index)
        }
    }

    /// All states with their contents, in document order.
    mutating func stateNodes() -> [StateNode] {
        stateOutline.indices.map { state($0) }
    }

    private mutating func state(_ index: Int) -> StateNode {
        let outline = stateOutline[index]
        let value = outline.value
        var node = StateNode(index: index, name: outline.name, parent: outline.parent)
        node.children = outline.children
        node.isFinal = boolean(value["final"]) ?? false
        guard members(value, of: kind(of: node), allowed: keys(of: node)) != nil else { return node }
        node.title = title(value["title"])
        node.initial = initial(of: outline, node)
        node.tasks = (value["task"]?.oneOrMore ?? []).compactMap { task($0) }
        node.watch = value["watch"].map { roleNames($0) }
        node.waive = value["waive"].map { waived($0) } ?? [:]
        node.entry = value.entry("entry").map { blocks($0, .entry(state: index)) } ?? []
        node.exit = value.entry("exit").map { blocks($0, .exit(state: index)) } ?? []
        node.on = value["on"].map { named($0, "on") }?.compactMap { event($0, of: index) } ?? []
        node.after = value["after"].map { named($0, "after") }?.compactMap { timer($0, of: index) } ?? []
        if let eventless = value.entry("eventless") {
            owner = .eventless(state: index)
            places[owner] = eventless.place
            let site = site(.standing, data: nil, hasCaller: false, isUnattended: true)
            node.eventless = branches(eventless.value, of: "\(node.name).eventless", at: site)
            owner = .none
        }
        node.output = value["output"].map { output($0) } ?? []
        node.standing = (value["standing"].flatMap { list($0, "a list of events") } ?? []).compactMap {
            text($0, "an event")
        }
        let isLeftAtOnce = node.eventless.last.map { $0.block.condition == nil && $0.end != .stay } ?? false
        if node.title == nil, value["title"] == nil, !isLeftAtOnce {
            fault("E006", "the state '\(node.name)' needs the key 'title'", at: outline.place)
        }
        return node
    }

    private func kind(of node: StateNode) -> String {
        node.isFinal ? "a final state" : node.isCompound ? "a state with states" : "a state"
    }

    private func keys(of node: StateNode) -> [String] {
        if node.isFinal { return ["title", "final", "entry", "output", "waive"] }
        let common = ["title", "entry", "exit", "on", "after", "eventless", "initial", "states", "final"]
        return node.isCompound ? common : common + ["task", "watch", "standing", "waive"]
    }

    private mutating func initial(of outline: StateOutline, _ node: StateNode) -> Int? {
        guard let value = outline.value["initial"] else {
            if node.isCompound { fault("E031", "the state '\(node.name)' needs the key 'initial'", at: outline.place) }
            return nil
        }
        guard let name = text(value, "a state") else { return nil }
        guard let index = stateIndices[name] else {
            unknown("E012", "state", name, at: value.place, among: outline.children.map { stateOutline[$0].name })
            return nil
        }
        guard outline.children.contains(index) else {
            fault("E031", "'\(name)' is no child of '\(node.name)'", at: value.place)
            return nil
        }
        return index
    }

    private mutating func task(_ value: YAMLValue) -> TaskDeclaration? {
        guard members(value, of: "a task", allowed: ["for", "link", "done", "shows"], required: ["for"]) != nil,
            let role = value["for"].flatMap({ roleName($0) })
        else { return nil }
        var task = TaskDeclaration(role: role, linkLife: duration(value["link"]))
        if let done = value["done"] { task.done = done.oneOrMore.compactMap { text($0, "an event") } }
        if let shows = value["shows"] {
            task.shows = inputs(shows, at: site(.standing, data: nil, hasCaller: true, isGate: true), key: "shows")
        }
        return task
    }

    private mutating func waived(_ value: YAMLValue) -> [String: String] {
        var waived: [String: String] = [:]
        let codes = (120...124).map { "E\($0)" }
        for entry in members(value, of: "'waive'", allowed: codes) ?? [] {
            if let reason = text(entry.value, "the reason") { waived[entry.key] = reason }
        }
        return waived
    }

    private mutating func blocks(_ entry: YAMLEntry, _ owner: Owner) -> [Block] {
        self.owner = owner
        defer { self.owner = .none }
        places[owner] = entry.place
        let site = site(.standing, data: nil, hasCaller: false, isUnattended: true)
        return entry.value.oneOrMore.compactMap { value in
            let allowed = ["if"] + Self.blockKeys
            guard members(value, of: "a block", allowed: allowed) != nil else { return nil }
            let condition = value["if"].flatMap { expression($0, expecting: .boolean, at: site) }
            var block = effects(value, at: site)
            block.condition = condition
            return block
        }
    }

    private mutating func output(_ value: YAMLValue) -> [NamedExpression] {
        var site = site(.standing, data: nil, hasCaller: false, isUnattended: true)
        site.environment.facts = nil
        var output: [NamedExpression] = []
        for entry in named(value, "output") {
            checkCamelCase(entry.key, "a value", at: entry.place)
            guard let parsed = expression(entry.value, mayBeAbsent: true, at: site) else { continue }
            output.append(NamedExpression(name: entry.key, expression: parsed))
        }
        return output
    }
}
