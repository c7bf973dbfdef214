/// Where recorded transitions lead, without asking a guard again (`commit.md` 8: followed, not recomputed).
extension Definition {
    /// What a macrostep left and entered, net over all its transitions, and where it came to rest.
    public struct Passage: Sendable, Equatable {
        /// States left, innermost first.
        public var exited: [Int]
        /// States entered, outermost first.
        public var entered: [Int]
        /// Where the instance stood afterwards.
        public var configuration: Configuration
    }

    /// Follows the transitions that a history entry names.
    ///
    /// - Parameters:
    ///   - took: ids of the transitions in order, as ``Step/took`` has them.
    ///   - trigger: what the first of them answered.
    ///   - leaves: sorted names of the leaves at the end, which tells refusals of one name apart.
    /// - Returns: nothing where this definition does not have those transitions, or they do not lead there.
    public func passage(
        _ took: [String], on trigger: Trigger, from configuration: Configuration, to leaves: [String]
    ) -> Passage? {
        var ways: [[Way]] = []
        for (place, id) in took.enumerated() {
            let found = self.ways(id, on: trigger, isFirst: place == 0)
            guard !found.isEmpty else { return nil }
            ways.append(found)
        }
        // only the first can be a refusal, and so have several readings
        for first in ways.first ?? [Way(source: nil, end: .stay)] {
            let rest = ways.dropFirst().compactMap(\.first)
            let passage = follow([first] + rest, from: configuration)
            if passage.configuration.leafNames(in: self) == leaves { return passage }
        }
        return nil
    }

    private struct Way {
        var source: Int?
        var end: Branch.End
    }

    private func ways(_ id: String, on trigger: Trigger, isFirst: Bool) -> [Way] {
        let holder = id.prefix { $0 != "." }
        let source = state(String(holder))
        guard isFirst else {
            return source.map { state in
                state.eventless.filter { $0.id == id }.map { Way(source: state.index, end: $0.end) }
            } ?? []
        }
        if let mark = id.firstIndex(of: "!") {
            let refusal = String(id[id.index(after: mark)...])
            return refusals(refusal).map { Way(source: source?.index, end: $0) }
        }
        switch trigger {
        case .start:
            return start.flatMap(\.branches).filter { $0.id == id }.map { Way(source: nil, end: $0.end) }
        case .event:
            let branches = source?.on.flatMap(\.branches) ?? []
            return branches.filter { $0.id == id }.map { Way(source: source?.index, end: $0.end) }
        case .timer:
            let branches = source?.after.flatMap(\.branches) ?? []
            return branches.filter { $0.id == id }.map { Way(source: source?.index, end: $0.end) }
        case .cancel(let name):
            return ends.filter { $0.name == name }.map { Way(source: nil, end: .state($0.index)) }
        }
    }

    /// Where the refusal of that name may lead, by any of the calls that handle one.
    private func refusals(_ name: String) -> [Branch.End] {
        var blocks: [Block] = []
        func add(_ shared: Block, _ branches: [Branch]) { blocks += [shared] + branches.map(\.block) }
        for event in start { add(event.shared, event.branches) }
        for state in states {
            blocks += state.entry + state.exit + state.eventless.map(\.block)
            for event in state.on { add(event.shared, event.branches) }
            for timer in state.after { add(timer.shared, timer.branches) }
        }
        var ends: [Branch.End] = []
        var next = blocks[...]
        while let block = next.popFirst() {
            for call in block.actions {
                if let branch = call.refused[name], !ends.contains(branch.end) { ends.append(branch.end) }
                next += call.refused.values.map(\.block)
            }
        }
        return ends
    }

    private func follow(_ ways: [Way], from configuration: Configuration) -> Passage {
        var active = configuration.active
        var exited: [Int] = []
        var entered: [Int] = []
        for way in ways {
            guard case .state(let target) = way.end else { continue }
            let domain = domain(from: way.source, to: target)
            for state in active.reversed() where isState(state, below: domain) {
                active.removeAll { $0 == state }
                if entered.contains(state) { entered.removeAll { $0 == state } } else { exited.append(state) }
            }
            for state in entryPath(to: target, below: domain) {
                active.append(state)
                entered.append(state)
            }
            active.sort()
        }
        return Passage(exited: exited, entered: entered, configuration: Configuration(active: active))
    }
}
