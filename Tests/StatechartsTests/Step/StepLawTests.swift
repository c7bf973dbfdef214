import Statecharts
import Testing

/// What holds for every chart and every trigger; each argument is a seed.
@Suite struct `R7 laws of the step` {
    /// One test, because reading a chart costs more than a walk over it.
    @Test(arguments: UInt64(1)...300)
    func `every step is legal, repeatable, replayed, and what a naive machine makes of it`(seed: UInt64) throws {
        let walk = try RandomWalk(seed: seed)
        expectNaive(walk, seed)
        try expectLaws(walk, seed)
        expectTimers(walk, seed)
    }

    private func expectNaive(_ walk: RandomWalk, _ seed: UInt64) {
        for (number, stride) in walk.strides.enumerated() {
            let place = "naive machine, seed \(seed) stride \(number) \(stride.trigger)"
            var machine = NaiveMachine(walk.sketch, now: stride.now) { stride.answer($0) }
            let expected = Result { try machine.run(stride.trigger, at: standing(stride.before, in: walk.definition)) }
            switch (stride.result, expected) {
            case (.success(let run), .success(let expected)):
                var standing = standing(run.step.snapshot, in: walk.definition)
                standing.mails = run.step.effects.compactMap { effect in
                    guard case .mail(_, let values) = effect, case .text(let log) = values["log"] else { return nil }
                    return log
                }
                standing.asked = run.requests.compactMap { request in
                    guard case .text(let log) = request.input["word"] else { return nil }
                    return log
                }
                #expect(standing == expected, "\(place)")
            case (.failure(let rejection), .failure(let expected)):
                #expect(rejection == expected as? Rejection, "\(place)")
            case (_, let expected):
                Issue.record("\(place): \(stride.result), expected \(expected)")
            }
        }
    }

    private func standing(_ snapshot: Snapshot, in definition: Definition) -> NaiveMachine.Standing {
        var standing = NaiveMachine.Standing()
        standing.path = snapshot.configuration.active.map { definition.states[$0].name }
        standing.flag = snapshot.context["flag"] == .boolean(true)
        if case .integer(let count) = snapshot.context["count"] { standing.count = count }
        if case .timestamp(let until) = snapshot.context["until"] { standing.until = until }
        if case .text(let log) = snapshot.context["log"] { standing.log = log }
        return standing
    }

    private func expectLaws(_ walk: RandomWalk, _ seed: UInt64) throws {
        for (number, stride) in walk.strides.enumerated() {
            let place = "seed \(seed) stride \(number) \(stride.trigger)"
            #expect(walk.again(stride) == stride.result, "\(place)")
            guard case .success(let run) = stride.result else { continue }
            expectLegal(run.step.snapshot.configuration, in: walk.definition, place)
            expectConsistent(run.step, from: stride.before, in: walk.definition, place)
            let recorded = run.step.results.map(\.outcome)
            #expect(recorded.count == run.requests.count, "\(place)")
            let replayed = try StepRun(walk.definition, at: stride.before, on: stride.trigger, now: stride.now) {
                recorded[$0]
            }
            #expect(replayed == run, "\(place)")
        }
    }

    private func expectLegal(_ configuration: Configuration, in definition: Definition, _ place: String) {
        let active = configuration.active
        #expect(active == Set(active).sorted(), "\(place)")
        #expect(configuration.leaves(in: definition).count == 1, "\(place)")
        for state in active.map({ definition.states[$0] }) {
            #expect(state.parent.map { active.contains($0) } ?? true, "\(place)")
            if state.isCompound { #expect(state.children.count { active.contains($0) } == 1, "\(place)") }
        }
        let names = configuration.leafNames(in: definition)
        #expect(Configuration(leafNames: names, in: definition) == configuration, "\(place)")
    }

    private func expectConsistent(_ step: Step, from before: Snapshot, in definition: Definition, _ place: String) {
        let (exited, entered) = (Set(step.exited), Set(step.entered))
        let old = Set(before.configuration.active)
        #expect(exited.count == step.exited.count && entered.count == step.entered.count, "\(place)")
        #expect(exited.isSubset(of: old), "\(place)")
        #expect(old.subtracting(exited).isDisjoint(with: entered), "\(place)")
        #expect(old.subtracting(exited).union(entered) == Set(step.snapshot.configuration.active), "\(place)")
        #expect(step.exited == step.exited.sorted(by: >), "\(place)")
        #expect(step.entered == step.entered.sorted(), "\(place)")
        var context = before.context
        for (name, value) in step.set {
            #expect(before.context[name] != value, "\(place)")
            context[name] = value
        }
        for name in step.unset {
            #expect(before.context[name] != nil, "\(place)")
            context[name] = nil
        }
        #expect(context == step.snapshot.context, "\(place)")
    }

    /// Timers follow from definition, time of entry and context: what steps set and cancel adds up to that.
    private func expectTimers(_ walk: RandomWalk, _ seed: UInt64) {
        let definition = walk.definition
        var armed: [TimerName: Timestamp] = [:]
        var entries: [Int: Timestamp] = [:]
        for (number, stride) in walk.strides.enumerated() {
            guard case .success(let run) = stride.result else { continue }
            if case .start = stride.trigger { (armed, entries) = ([:], [:]) }
            let left = Set(run.step.exited.map { definition.states[$0].name })
            armed = armed.filter { !left.contains($0.key.state) }
            for name in run.step.cancelled { armed[name] = nil }
            for timer in run.step.timers { armed[timer.name] = timer.due }
            for state in run.step.exited { entries[state] = nil }
            for state in run.step.entered { entries[state] = stride.now }
            var expected: [TimerName: Timestamp] = [:]
            let scope = Scope(context: run.step.snapshot.context, now: stride.now)
            for (state, time) in entries {
                for timer in definition.timers(of: state, enteredAt: time, scope: scope) {
                    expected[timer.name] = timer.due
                }
            }
            #expect(armed == expected, "timers, seed \(seed) stride \(number) \(stride.trigger)")
        }
    }

    @Test func `the walks meet everything that can happen`() throws {
        var met: [String: Int] = [:]
        for seed in UInt64(1)...60 {
            for stride in try RandomWalk(seed: seed).strides {
                switch stride.result {
                case .failure(.notOffered): met["not offered", default: 0] += 1
                case .failure(.noBranch): met["no branch", default: 0] += 1
                case .failure(.refused): met["refused", default: 0] += 1
                case .failure(.actionRefused): met["action refused", default: 0] += 1
                case .failure(.outOfBounds): met["out of bounds", default: 0] += 1
                case .failure(.unstable): met["unstable", default: 0] += 1
                case .failure(.broken): met["broken", default: 0] += 1
                case .success(let run):
                    met["step", default: 0] += 1
                    if run.undone > 0 { met["undone", default: 0] += 1 }
                    if run.undone > 1 { met["undone twice", default: 0] += 1 }
                    if run.step.took.count > 1 { met["eventless", default: 0] += 1 }
                    if !run.step.isChange { met["no change", default: 0] += 1 }
                    if !run.step.cancelled.isEmpty { met["cancelled", default: 0] += 1 }
                    if !run.step.unset.isEmpty { met["unset", default: 0] += 1 }
                    if case .timer = stride.trigger { met["timer", default: 0] += 1 }
                    if Set(run.step.exited).intersection(run.step.entered).count > 1 {
                        met["reentered", default: 0] += 1
                    }
                }
            }
        }
        let kinds = [
            "not offered", "no branch", "refused", "action refused", "out of bounds", "unstable", "step", "undone",
            "undone twice", "eventless", "cancelled", "unset", "timer", "reentered",
        ]
        for kind in kinds { #expect(met[kind, default: 0] >= 5, "\(kind): \(met)") }
    }
}
