extension Definition {
    /// The chart as a Mermaid `stateDiagram-v2`, the same text for the same definition.
    ///
    /// Titles in the language stand on the states; arrows carry the names of events, timers carry their moments.
    /// What stays in a state is listed in the state, because it is no transition.
    /// - Parameter language: `ja`, or anything else for English.
    public func mermaid(language: String) -> String {
        var drawing = MermaidDrawing(definition: self, isJapanese: language == "ja")
        return drawing.text()
    }
}

/// Lines of one diagram: states first, nested as they are, then all arrows in document order.
private struct MermaidDrawing {
    let definition: Definition
    let isJapanese: Bool
    private var lines: [String] = []

    init(definition: Definition, isJapanese: Bool) {
        self.definition = definition
        self.isJapanese = isJapanese
    }

    mutating func text() -> String {
        lines = ["stateDiagram-v2"]
        for state in definition.states where state.parent == nil { draw(state, depth: 1) }
        for event in definition.start { draw(event.shared, event.branches, from: nil, label: event.name) }
        for state in definition.states {
            for event in state.on { draw(event.shared, event.branches, from: state, label: event.name) }
            for timer in state.after { draw(timer.shared, timer.branches, from: state, label: timer.label) }
            draw(Block(), state.eventless, from: state, label: "")
        }
        for state in definition.states where state.isFinal { lines.append("    \(state.name) --> [*]") }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func draw(_ state: StateNode, depth: Int) {
        let indent = String(repeating: "    ", count: depth)
        let title = state.title.map { isJapanese ? $0.ja : $0.en } ?? state.name
        let opening = "\(indent)state \"\(title.mermaidEscaped)\" as \(state.name)"
        guard state.isCompound else {
            lines.append(opening)
            for label in stayingLabels(of: state) { lines.append("\(indent)\(state.name) : \(label.mermaidEscaped)") }
            return
        }
        lines.append(opening + " {")
        if let initial = state.initial { lines.append("\(indent)    [*] --> \(definition.states[initial].name)") }
        for child in state.children { draw(definition.states[child], depth: depth + 1) }
        lines.append("\(indent)}")
        for label in stayingLabels(of: state) {
            lines.append("\(indent)note right of \(state.name) : \(label.mermaidEscaped)")
        }
    }

    private func stayingLabels(of state: StateNode) -> [String] {
        let events = state.on.filter { $0.branches.contains { $0.end == .stay } }.map(\.name)
        let timers = state.after.filter { $0.branches.contains { $0.end == .stay } }.map(\.label)
        return events + timers
    }

    /// One arrow for each state that the branches, or the branches of refused actions, lead to.
    private mutating func draw(_ shared: Block, _ branches: [Branch], from source: StateNode?, label: String) {
        var drawn: Set<String> = []
        for branch in branches {
            draw(branch, from: source, label: label, &drawn)
            for call in shared.actions + branch.block.actions {
                for (refusal, way) in call.refused.sorted(by: { $0.key < $1.key }) {
                    draw(way, from: source, label: "\(label) (\(refusal))", &drawn)
                }
            }
        }
    }

    private mutating func draw(_ branch: Branch, from source: StateNode?, label: String, _ drawn: inout Set<String>) {
        guard case .state(let target) = branch.end else { return }
        let arrow = "    \(source?.name ?? "[*]") --> \(definition.states[target].name)"
        let line = label.isEmpty ? arrow : "\(arrow) : \(label.mermaidEscaped)"
        if drawn.insert(line).inserted { lines.append(line) }
    }
}

extension TimerNode {
    /// Name and moments: `remind 7 d, 14 d`, `remind every 30 d`.
    fileprivate var label: String {
        let every = self.every.map { ["every \($0.mermaidText)"] } ?? []
        return "\(name) \((moments.map(\.mermaidText) + every).joined(separator: ", "))"
    }
}

extension TimerNode.Moment {
    fileprivate var mermaidText: String {
        switch self {
        case .afterEntry(let span): span.mermaidText
        case .at(let expression): "at \(expression.text)"
        }
    }
}

extension Span {
    /// In the largest unit that divides it: `30 d`, `36 h`, `90 min`, `5 s`.
    fileprivate var mermaidText: String {
        let units: [(length: Int64, name: String)] = [
            (86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "min"), (1_000_000, "s"),
        ]
        for unit in units where microseconds % unit.length == 0 { return "\(microseconds / unit.length) \(unit.name)" }
        return "\(microseconds) µs"
    }
}

extension String {
    /// Without what Mermaid would read as its own: quotes, `#`, `;`, `:` and line ends become character codes.
    fileprivate var mermaidEscaped: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "\"", "#", ";", ":", "\n", "\r", "{", "}", "<", ">": text += "#\(scalar.value);"
            case _: text.unicodeScalars.append(scalar)
            }
        }
    }
}
