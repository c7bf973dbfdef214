import Statecharts

/// A run over a random chart: strides of one trigger each, from where the last one led.
struct RandomWalk {
    struct Stride {
        let before: Snapshot
        let trigger: Trigger
        let now: Timestamp
        let answers: [ActionOutcome]
        let result: Result<StepRun, Rejection>

        /// The answer to a call; refusals end, so that a chart of refusals does.
        func answer(_ call: Int) -> ActionOutcome {
            call < answers.count ? answers[call] : .returned(["level": .integer(1)])
        }
    }

    let sketch: Sketch
    let definition: Definition
    private(set) var strides: [Stride] = []

    init(seed: UInt64, count: Int = 30) throws {
        sketch = Sketch(seed: seed)
        let chart = try sketch.chart()
        definition = chart.definition
        var random = SplitMix64(seed: ~seed)
        var snapshot = Snapshot.unborn
        for number in 0..<count {
            let isOver = snapshot == .unborn || snapshot.configuration.isFinal(in: definition)
            if isOver, Int.random(in: 0..<4, using: &random) > 0 { snapshot = .unborn }
            if snapshot != .unborn { snapshot.context["log"] = .text("") }
            let trigger = snapshot == .unborn ? .start("begin") : trigger(at: snapshot, &random)
            let answers = (0..<8).map { _ in Self.answer(&random) }
            let stride = Self.stride(
                definition, at: snapshot, on: trigger, now: StepChart.noon.adding(.hours(Int64(number))), answers)
            strides.append(stride)
            if case .success(let run) = stride.result { snapshot = run.step.snapshot }
        }
    }

    /// Runs the stride once more.
    func again(_ stride: Stride) -> Result<StepRun, Rejection> {
        Self.stride(definition, at: stride.before, on: stride.trigger, now: stride.now, stride.answers).result
    }

    private static func stride(
        _ definition: Definition, at snapshot: Snapshot, on trigger: Trigger, now: Timestamp, _ answers: [ActionOutcome]
    ) -> Stride {
        let draft = Stride(
            before: snapshot, trigger: trigger, now: now, answers: answers, result: .failure(.notOffered))
        let result = Result { () throws(Rejection) in
            try StepRun(definition, at: snapshot, on: trigger, now: now) { draft.answer($0) }
        }
        return Stride(before: snapshot, trigger: trigger, now: now, answers: answers, result: result)
    }

    private static func answer(_ random: inout SplitMix64) -> ActionOutcome {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .refused("busy")
        case 1: .refused("gone")
        case _: .returned(["level": .integer(Int64.random(in: 0...9, using: &random))])
        }
    }

    private func trigger(at snapshot: Snapshot, _ random: inout SplitMix64) -> Trigger {
        let active = snapshot.configuration.active.map { definition.states[$0] }
        if Int.random(in: 0..<20, using: &random) == 0, let end = definition.states.randomElement(using: &random) {
            return .cancel(to: end.name)
        }
        let timers = active.flatMap { state in
            state.after.map {
                TimerName(state: state.name, timer: $0.name, number: Int.random(in: 1...3, using: &random))
            }
        }
        if let timer = timers.randomElement(using: &random), Int.random(in: 0..<3, using: &random) == 0 {
            return .timer(timer)
        }
        let scope = Scope(context: snapshot.context, now: StepChart.noon, activeStates: active.map(\.name))
        let offers = definition.offeredPlaces(in: snapshot.configuration, scope: scope)
            .map { definition.states[$0.state].on[$0.event].name }
        let any = ["e0", "e1", "e2", "e3"]
        return .event((Int.random(in: 0..<5, using: &random) == 0 ? any : offers).randomElement(using: &random) ?? "e0")
    }
}
