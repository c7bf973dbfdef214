import Delivery
import Engine
import Onboarding
import Statecharts

/// One case as it is told: what people do, and what must be true at its end.
final class Story {
    private let world: DemoWorld
    private let say: (String) -> Void
    private var told: Set<String> = []
    private(set) var outcome: CaseOutcome

    init(_ name: String, _ title: String, in world: DemoWorld, say: @escaping (String) -> Void) async throws {
        self.world = world
        self.say = say
        outcome = CaseOutcome(name: name, title: title)
        try await world.pass()
        told = Set(try await world.mails().map(\.id))
        say("\n\(name)  \(title)")
    }

    /// Starts a workflow.
    func start(_ workflow: String, by person: Person, _ data: JSON, _ deed: String) async throws -> InstanceView {
        try await world.pass()
        let answer = try await world.parts.engine.send(
            Command(.start(workflow: workflow, event: nil), data: data, caller: Self.caller(person)))
        try await tell(person.email, deed, answer.instance.state)
        return answer.instance
    }

    /// Sends an event.
    func send(
        _ event: String, to instance: InstanceID, by person: Person, _ data: JSON = .object([]), link: String? = nil,
        _ deed: String
    ) async throws -> InstanceView {
        try await world.pass()
        let answer = try await world.parts.engine.send(
            Command(.event(instance, event), data: data, caller: Self.caller(person), linkSecret: link))
        try await tell(person.email, deed, answer.instance.state)
        return answer.instance
    }

    /// Lets time pass and tells what it did to the instance.
    func pass(_ span: Span, _ instance: InstanceID, _ deed: String) async throws {
        try await world.pass(span)
        try await tell("time", deed, try await state(of: instance))
    }

    /// Tells something that changes nothing.
    func look(_ person: Person, _ instance: InstanceID, _ deed: String) async throws {
        try await tell(person.email, deed, try await state(of: instance))
    }

    /// Something that must be so at the end.
    func expect(_ claim: String, _ holds: Bool) {
        outcome.claims.append((claim, holds))
        say("  \(holds ? "ok    " : "WRONG ") \(claim)")
    }

    func state(of instance: InstanceID) async throws -> String {
        try await world.parts.engine.instance(instance, as: .system).state
    }

    static func caller(_ person: Person) -> Caller { .person(person.directoryPerson, session: "demo") }

    private func tell(_ who: String, _ deed: String, _ state: String) async throws {
        try await world.settle()
        let mails = try await world.mails().filter { told.insert($0.id).inserted }
        let step = CaseOutcome.Step(
            at: world.clock.now, who: who, deed: deed, state: state, mails: mails.map { ($0.to, $0.subject) })
        outcome.steps.append(step)
        say(step.text)
    }
}

/// How a case went.
struct CaseOutcome {
    /// One deed.
    struct Step {
        var at: Timestamp
        var who: String
        var deed: String
        var state: String
        var mails: [(to: String, subject: String)]

        var text: String {
            let day = String(at.iso8601.prefix(16)).replacing("T", with: " ")
            let columns = [pad(day, 16), pad(who, 28), pad(deed, 46), "-> \(state)"].joined(separator: "  ")
            let letters = mails.map { "  \(pad("", 16))  mail to \($0.to): \($0.subject)" }
            return (["  \(columns)"] + letters).joined(separator: "\n")
        }

        private func pad(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - Columns.width(text)))
        }
    }

    var name: String
    var title: String
    var steps: [Step] = []
    var claims: [(claim: String, holds: Bool)] = []

    var holds: Bool { !claims.isEmpty && claims.allSatisfy(\.holds) }

    var json: JSON {
        .object([
            ("case", .string(name)), ("title", .string(title)), ("holds", .boolean(holds)),
            ("steps", .array(steps.map(\.json))),
            (
                "claims",
                .array(claims.map { .object([("claim", .string($0.claim)), ("holds", .boolean($0.holds))]) })
            ),
        ])
    }
}

extension CaseOutcome.Step {
    fileprivate var json: JSON {
        .object([
            ("at", .string(at.iso8601)), ("who", .string(who)), ("deed", .string(deed)), ("state", .string(state)),
            (
                "mails",
                .array(mails.map { .object([("to", .string($0.to)), ("subject", .string($0.subject))]) })
            ),
        ])
    }
}
