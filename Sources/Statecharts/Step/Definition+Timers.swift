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

    /// Whether one of these states has a timer that follows from the context; most charts have none.
    public func hasTimestampTimers(in states: [Int]) -> Bool {
        for state in states {
            for place in self.states[state].after.indices where self.states[state].after[place].hasTimestamps {
                return true
            }
        }
        return false
    }

    /// Timers of states that stay active and whose moment a changed context field moves.
    ///
    /// A moment that reads the field and is the same as before is left alone: set again, it would fire a second time.
    /// - Parameter before: the context that the present timers follow from.
    public func movedTimers(
        staying: [Int], changed: Set<String>, before: Record, scope: Scope
    ) -> (set: [ArmedTimer], cancelled: [TimerName]) {
        var set: [ArmedTimer] = []
        var cancelled: [TimerName] = []
        guard !changed.isEmpty else { return (set, cancelled) }
        for state in staying {
            for place in states[state].after.indices where states[state].after[place].hasTimestamps {
                let timer = states[state].after[place]
                var old = scope
                old.context = before
                for number in timer.slots where timer.readsContext(number, among: changed) {
                    // What reads the context does not count from the entry, so any moment stands for that.
                    let due = timer.due(number, enteredAt: scope.now, scope: scope)
                    guard due != timer.due(number, enteredAt: scope.now, scope: old) else { continue }
                    let name = TimerName(state: states[state].name, timer: timer.name, number: number)
                    if let due { set.append(ArmedTimer(name: name, due: due)) } else { cancelled.append(name) }
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

    /// When number `number` is due for the first time; absent where its timestamp is, and for numbers not in `slots`.
    public func due(_ number: Int, enteredAt: Timestamp, scope: Scope) -> Timestamp? {
        guard slots.contains(number) else { return nil }
        guard number <= moments.count else {
            let last = moments.isEmpty ? enteredAt : due(moments.count, enteredAt: enteredAt, scope: scope)
            return every.flatMap { last?.adding($0) }
        }
        switch moments[number - 1] {
        case .afterEntry(let span): return enteredAt.adding(span)
        case .at(let expression):
            guard case .timestamp(let due) = expression.value(in: scope) else { return nil }
            return due
        }
    }

    /// Whether number `number` follows from one of these context fields; what repeats follows from the last moment.
    fileprivate func readsContext(_ number: Int, among fields: Set<String>) -> Bool {
        guard let last = moments.prefix(number).last, case .at(let expression) = last else { return false }
        return !expression.mentionedContext.isDisjoint(with: fields)
    }
}
