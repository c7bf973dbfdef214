/// The chart as a tree (SCXML 1.0, 3.13 and Appendix D).
extension Definition {
    /// Names of active states: those on the way to the innermost, because a chart has no parallel states.
    func names(of active: [Int]) -> [String] { active.last.map { paths[$0] } ?? [] }

    /// Whether `state` lies below `ancestor`; below nothing is everything.
    func isState(_ state: Int, below ancestor: Int?) -> Bool {
        guard let ancestor else { return true }
        var parent = states[state].parent
        while let index = parent {
            if index == ancestor { return true }
            parent = states[index].parent
        }
        return false
    }

    /// The least common compound ancestor of an external transition; absent means the whole chart.
    func domain(from source: Int?, to target: Int) -> Int? {
        guard let source else { return nil }
        var candidate = states[source].parent
        while let index = candidate {
            if isState(target, below: index) { return index }
            candidate = states[index].parent
        }
        return nil
    }

    /// States to enter for `target`, outermost first: its ancestors below the domain, itself, and initial children.
    func entryPath(to target: Int, below domain: Int?) -> [Int] {
        var path = [target]
        var parent = states[target].parent
        while let index = parent, index != domain {
            path.append(index)
            parent = states[index].parent
        }
        path.reverse()
        var leaf = target
        while let initial = states[leaf].initial {
            path.append(initial)
            leaf = initial
        }
        return path
    }
}
