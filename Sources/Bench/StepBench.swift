import Foundation
import Statecharts
import TestKit

/// The pure step of the account request: guard, set, mail, no I/O.
enum StepBench {
    /// Short samples, so that most of them run undisturbed and the median tells the step's own time.
    private static let steps = 1_000
    private static let samplesPerRound = 40

    static func run(rounds: Int) throws -> Figure {
        let shipped = try WorkflowSet(TestWorld.shipped).definitions
        guard let definition = shipped.first(where: { $0.workflow == "account-request" }) else {
            throw CocoaError(.fileNoSuchFile)
        }
        guard let configuration = Configuration(leafNames: ["awaitingActivation"], in: definition) else {
            throw CocoaError(.coderInvalidValue)
        }
        let now = Timestamp(microseconds: 1_795_219_200_000_000)
        let person = PersonReference(id: "018f9e2a-7c00-7000-8000-000000000001", email: "taro@xyz-manufacture.example")
        let snapshot = Snapshot(
            configuration: configuration,
            context: [
                "requester": .person(person), "approver": .person(person), "authority": .text("self"),
                "kind": .text("standard"), "nominees": .list([]), "allowed": .list([]), "forwarders": .list([]),
                "authorised": .boolean(false), "reviewed": .boolean(false),
                "accountName": .text("XYZ製作所"), "account": .text("018f9e2a-7c00-7000-8000-000000000002"),
                "identifier": .text("xyz-manufacture.example"), "mailedAt": .timestamp(now), "resends": .integer(1),
                "resentAt": .timestamp(now.adding(.days(1))),
            ])
        let caller = CallerValues(person: person, language: "ja", session: "s")
        let later = now.adding(.days(3))
        var samples: [Double] = []
        var checked = 0
        for _ in 0..<(rounds * samplesPerRound) {
            let took = try seconds {
                for _ in 0..<steps {
                    var macrostep = try Macrostep(
                        definition, at: snapshot, on: .event("resend"), data: [:], caller: caller, facts: [:],
                        now: later)
                    if case .commit(let step) = try macrostep.next(), step.effects.count == 1 { checked += 1 }
                }
            }
            samples.append(took / Double(steps) * 1_000_000)
        }
        guard checked == rounds * samplesPerRound * steps else { throw CocoaError(.coderInvalidValue) }
        return Figure(name: "pure step, account request", unit: "µs", samples: samples, goal: .atMost(5))
    }
}
