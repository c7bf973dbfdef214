/// Rules about people: nobody waits without a way out, and nobody is left without an answer (E120 to E123; U-11, U-16).
///
/// The fourth, E124, is a text that a staff state needs (`DefinitionParser+Texts`).
extension DefinitionParser {
    /// The checks of `genkan check`; they need a chart without errors.
    mutating func checkPeopleAndWaits(in chart: Definition) {
        guard surroundings.isProved, findings.allSatisfy({ $0.severity == .warning }) else { return }
        let (reached, resting) = chart.reachedLeaves()
        checkWaits(in: chart, reached: reached, resting: resting)
        for leaf in resting.sorted() where !chart.states[leaf].isFinal {
            for task in chart.states[leaf].tasks { checkAsker(task, of: chart.states[leaf], in: chart) }
        }
        checkAnswersToAsker(in: chart)
    }

    /// In each state with a task the asker can withdraw (E120), send again (E121) and name another (E122).
    private mutating func checkAsker(_ task: TaskDeclaration, of state: StateNode, in chart: Definition) {
        let asker = chart.asker
        let place = taskPlace(task, of: state)
        var own: [(state: Int, event: EventNode)] = []
        for index in chart.lineage(of: state.index) {
            own += chart.states[index].on.filter { $0.by.names(asker) }.map { (index, $0) }
        }
        let withdraws = own.contains { at, event in
            Ways(of: event.shared, event.branches, from: at, in: chart).found
                .contains { $0.end.map(chart.isEnd) ?? false }
        }
        if !withdraws, state.waive["E120"] == nil {
            let message = "the asker '\(asker)' cannot withdraw in '\(state.name)'"
            fault("E120", message + "; add an event by '\(asker)' that leads to a final state", at: place)
        }
        let role = chart.role(task.role)
        let isStaff = role?.sources.contains { if case .staff = $0 { true } else { false } } ?? false
        guard task.role != asker, !isStaff else { return }
        if !own.contains(where: { chart.sendsAgain($0.event, to: task.role) }), state.waive["E121"] == nil {
            let message = "the asker '\(asker)' cannot send the link to '\(task.role)' again in '\(state.name)'"
            fault(
                "E121", message + "; add an event by '\(asker)' that stays and mails '\(task.role)' with link: task",
                at: place)
        }
        if !own.contains(where: { chart.namesAnother($0.event, as: task.role) }), state.waive["E122"] == nil {
            let message = "the asker '\(asker)' cannot name another '\(task.role)' in '\(state.name)'"
            let field =
                chart.fields(behind: task.role).first.map { "that sets 'context.\($0)'" }
                ?? "that does, or waive E122 with the reason"
            fault("E122", message + "; add an event by '\(asker)' \(field)", at: place)
        }
    }

    /// Whoever asked is mailed at every end but by an own press (E123).
    private mutating func checkAnswersToAsker(in chart: Definition) {
        var silent: [Int: Set<String>] = [:]
        func note(_ ways: [Way], _ name: String) {
            for way in ways {
                guard let end = way.end, chart.isEnd(end) else { continue }
                let isTold = way.mails.contains { chart.mails[$0]?.to.contains(chart.asker) ?? false }
                if !isTold { silent[end, default: []].insert(name) }
            }
        }
        for event in chart.start where !event.by.isOwnPress(of: chart.asker) {
            note(Ways(of: event.shared, event.branches, from: nil, in: chart).found, event.name)
        }
        for state in chart.states {
            for event in state.on where !event.by.isOwnPress(of: chart.asker) {
                let ways = Ways(of: event.shared, event.branches, from: state.index, in: chart)
                note(ways.found, "\(state.name).\(event.name)")
            }
            for timer in state.after {
                let ways = Ways(of: timer.shared, timer.branches, from: state.index, in: chart)
                note(ways.found, "\(state.name).\(timer.name)")
            }
        }
        for (end, ways) in silent where chart.states[end].waive["E123"] == nil {
            let message = "'\(chart.states[end].name)' is reached by \(ways.sorted().joined(separator: ", "))"
            let fix = "add a mail to '\(chart.asker)' that no 'if' holds back"
            fault("E123", message + " without a mail to the asker; \(fix)", at: stateOutline[end].place)
        }
    }
}

extension Sender {
    /// Whether only the asker can have pressed: the page tells then.
    fileprivate func isOwnPress(of asker: String) -> Bool {
        switch self {
        case .signedIn: true
        case .system: false
        case .roles(let roles, condition: _, error: _): roles.allSatisfy { $0 == asker }
        }
    }
}
