/// Timers as a pure function of definition, time of entry and context (`format.md` 6).
extension Definition {
    /// The timers that entering a state sets, in document order.
    ///
    /// A repeating timer sets its first repetition; each firing sets the next.
    public func timers(of state: Int, enteredAt: Timestamp, scope: Scope) -> [ArmedTimer] {
        let node = states[state]
        return node.after.flatMap { timer in
            timer.slots.compactMap { number in
                timer.due(number, enteredAt: enteredAt, scope: scope).map {
                    ArmedTimer(name: TimerName(state: node.name, timer: timer.name, number: number), due: $0)
                }
            }
        }
    }

    /// Timers of states that stay active and whose moment reads a changed context field.
    func movedTimers(
        staying: [Int], changed: Set<String>, scope: Scope
    ) -> (set: [ArmedTimer], cancelled: [TimerName]) {
        var set: [ArmedTimer] = []
        var cancelled: [TimerName] = []
        guard !changed.isEmpty else { return (set, cancelled) }
        for state in staying {
            for place in states[state].after.indices where states[state].after[place].hasTimestamps {
                let timer = states[state].after[place]
                for (index, moment) in timer.moments.enumerated() {
                    guard case .at(let expression) = moment, !expression.mentionedContext.isDisjoint(with: changed)
                    else { continue }
                    let name = TimerName(state: states[state].name, timer: timer.name, number: index + 1)
                    if case .timestamp(let due) = expression.value(in: scope) {
                        set.append(ArmedTimer(name: name, due: due))
                    } else {
                        cancelled.append(name)
                    }
                }
            }
        }
        return (set, cancelled)
    }
}

extension TimerNode {
    /// Numbers of the moments, and of `every` after them.
    public var slots: ClosedRange<Int> { 1...(every == nil ? max(1, moments.count) : moments.count + 1) }

    /// Whether a moment is an expression, which a changed context may move.
    var hasTimestamps: Bool { moments.contains { if case .at = $0 { true } else { false } } }

    /// When number `number` is due for the first time; absent where its timestamp is.
    public func due(_ number: Int, enteredAt: Timestamp, scope: Scope) -> Timestamp? {
        if number <= moments.count {
            switch moments[number - 1] {
            case .afterEntry(let span): return enteredAt.adding(span)
            case .at(let expression):
                guard case .timestamp(let due) = expression.value(in: scope) else { return nil }
                return due
            }
        }
        guard let every else { return nil }
        let last = moments.isEmpty ? enteredAt : due(moments.count, enteredAt: enteredAt, scope: scope)
        return last?.adding(every)
    }
}
