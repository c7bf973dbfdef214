/// What must hold so that nothing is dead and nothing stuck (E101, E110, E111, E113, E114), by the ways of the chart.
///
/// Guards are taken for possibly true, so what is told here is at fault for certain.
extension DefinitionParser {
    mutating func checkWaits(in chart: Definition, reached: Set<Int>, resting: Set<Int>) {
        let ending = endingLeaves(in: chart)
        for state in chart.states {
            let place = stateOutline[state.index].place
            let leaves = chart.leaves(of: state.index)
            guard leaves.contains(where: reached.contains) else {
                fault("E101", "no way leads into the state '\(state.name)'; go there, or remove it", at: place)
                continue
            }
            checkReminders(of: state, in: chart)
            guard !state.isCompound, resting.contains(state.index), !state.isFinal else { continue }
            if !ending.contains(state.index) {
                let message = "no way out of the state '\(state.name)' comes to an end; lead one to a final state"
                fault("E110", message, at: place)
            } else if state.standing.isEmpty, !hasEndTimer(state.index, in: chart) {
                let message = "nothing ends the wait in the state '\(state.name)'"
                fault(
                    "E111", message + "; add a timer that leaves it, or 'standing' with the events that do", at: place)
            }
            checkTurns(of: state, in: chart)
        }
    }

    /// Leaves from which some way leads to an end, or to a record that stands.
    private func endingLeaves(in chart: Definition) -> Set<Int> {
        var ending = Set(chart.states.indices.filter { chart.isEnd($0) || !chart.states[$0].standing.isEmpty })
        var count = -1
        while ending.count > count {
            count = ending.count
            for state in chart.states.indices {
                let leads = chart.ways(from: state).contains { $0.leaves.contains(where: ending.contains) }
                if leads { ending.formUnion(chart.leaves(of: state)) }
            }
        }
        return ending
    }

    private func hasEndTimer(_ leaf: Int, in chart: Definition) -> Bool {
        chart.lineage(of: leaf).contains { chart.states[$0].after.contains { $0.isEnd } }
    }

    /// A reminder behind the certain end of its wait never fires.
    private mutating func checkReminders(of state: StateNode, in chart: Definition) {
        let timers = chart.lineage(of: state.index).flatMap { chart.states[$0].after }
        let ends = timers.filter { timer in timer.branches.allSatisfy { $0.end != .stay } }
            .flatMap(\.moments).compactMap { moment in
                if case .afterEntry(let span) = moment { span.microseconds } else { nil }
            }
        guard let end = ends.min() else { return }
        for timer in state.after where !timer.isEnd {
            let isLate = timer.moments.contains { moment in
                if case .afterEntry(let span) = moment { span.microseconds > end } else { false }
            }
            guard isLate, let place = places[.timer(state: state.index, name: timer.name)] else { continue }
            let message = "'\(timer.name)' is due after the wait in '\(state.name)' has ended; set it earlier"
            fault("E114", message, at: place)
        }
    }

    /// Whose turn it is can act, and who may act can look.
    private mutating func checkTurns(of state: StateNode, in chart: Definition) {
        let offered = chart.lineage(of: state.index).flatMap { chart.states[$0].on }
        for task in state.tasks where !offered.contains(where: { $0.by.names(task.role) }) {
            let message = "it is the turn of '\(task.role)' in '\(state.name)', who can send nothing there"
            fault("E113", message + "; add an event by '\(task.role)'", at: taskPlace(task, of: state))
        }
        let watch = chart.lineage(of: state.index).compactMap { chart.states[$0].watch }.first ?? chart.watch
        let looking = Set(watch + state.tasks.map(\.role) + [chart.asker])
        for event in state.on {
            guard case .roles(let roles, _, _) = event.by,
                let place = places[.event(state: state.index, name: event.name)]
            else { continue }
            for role in roles where !looking.contains(role) {
                let message = "'\(role)' may send '\(event.name)' but not look at '\(state.name)'"
                fault("E113", message + "; give a task there, or name '\(role)' under 'watch'", at: place)
            }
        }
    }

    /// Where a state says whose task it has.
    func taskPlace(_ task: TaskDeclaration, of state: StateNode) -> Place {
        let outline = stateOutline[state.index]
        let written = outline.value["task"]?.oneOrMore.compactMap { $0["for"] } ?? []
        return written.first { $0.text == task.role }?.place ?? outline.place
    }
}

extension Sender {
    /// Whether holders of the role may send it.
    func names(_ role: String) -> Bool {
        switch self {
        case .signedIn: true
        case .system: false
        case .roles(let roles, condition: _, error: _): roles.contains(role)
        }
    }
}
