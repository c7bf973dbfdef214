import Engine
import Logging
import Statecharts
import Storage
import Synchronization
import TestKit

/// Companies that ask for an account which somebody else authorises with two nominees, who accept.
final class ActingRequests: Sendable {
    /// What is sent to an engine, each of which performs domain actions.
    enum Step: String, CaseIterable {
        case submit = "submit with two nominees"
        case authorise = "authorise with two nominees"
        case accept = "accept an invitation"
    }

    private static let headquarters = JSON.object([
        ("country", "JP"), ("line1", "見本町1-2-3"), ("city", "千代田区"), ("postalCode", "100-0000"),
    ])

    private let world: TestWorld
    private let commands = Mutex<[Step: [Command]]>([:])

    /// - Parameter database: has tables and months.
    init(over database: any Database, count: Int) async throws {
        world = try await TestWorld(over: database, time: ManualTime(SystemTime().now))
        for number in 0..<count {
            for name in ["asker", "approver", "first", "second"] { try await join(name, number) }
            let form = JSON.object([
                ("authority", "other"), ("approver", .string(Self.email("approver", number))),
                ("accountName", .string("XYZ製作所 \(number)")), ("wantsAccess", false),
                ("users", .array(["first", "second"].map { .string(Self.email($0, number)) })),
            ])
            let caller = try await world.caller(Self.email("asker", number))
            add(Command(.start(workflow: "account-request", event: nil), data: form, caller: caller), to: .submit)
        }
    }

    /// How many commands of a step wait to be sent.
    func count(of step: Step) -> Int { commands.withLock { $0[step]?.count ?? 0 } }

    /// Sends the next commands of a step by so many senders, and prepares what follows from them.
    /// - Returns: commands per second.
    func rate(_ step: Step, _ count: Int, senders: Int) async throws -> Double {
        let chosen = commands.withLock { commands in
            let waiting = commands[step] ?? []
            commands[step] = Array(waiting.dropFirst(count))
            return Array(waiting.prefix(count))
        }
        guard chosen.count == count else {
            throw BenchFault("of \(count) there are \(chosen.count) to \(step.rawValue)")
        }
        let answers = Mutex<[InstanceView]>([])
        let took = try await seconds {
            try await AccountRequests.share(chosen, among: senders) { command in
                let view = try await self.world.engine.send(command).instance
                answers.withLock { $0.append(view) }
                // time goes on as it would, so that ids come in order
                self.world.time.advance(Span(microseconds: 500))
            }
        }
        for view in answers.withLock(\.self) { try await follow(view, after: step) }
        return Double(count) / took
    }

    /// The mails have gone, as they would have.
    func forgetMails() async throws {
        try await world.database.transaction { tx in tx.write(Statement("bench.mails", "delete from outbox")) }
    }

    private func follow(_ view: InstanceView, after step: Step) async throws {
        switch step {
        case .submit:
            guard view.state == "awaitingActivation", case .person(let approver)? = view.context["approver"],
                case .text(let name)? = view.context["accountName"]
            else { throw BenchFault("a request is not to be authorised: \(view.state)") }
            let number = approver.email.filter(\.isNumber)
            let allow = ["first", "second"].map { (name: "\($0)@company-\(number).example", value: JSON.boolean(true)) }
            let form = JSON.object([
                ("accountName", .string(name)), ("headquarters", Self.headquarters), ("allow", .object(allow)),
            ])
            let caller = try await world.caller(approver.email)
            add(Command(.event(view.id, "authorise"), data: form, caller: caller), to: .authorise)
        case .authorise:
            var invitees: [String] = []
            for id in view.started {
                // an agreement, too
                guard case .person(let invitee)? = try await world.engine.instance(id, as: .system).context["invitee"]
                else { continue }
                invitees.append(invitee.email)
                add(Command(.event(id, "accept"), caller: try await world.caller(invitee.email)), to: .accept)
            }
            guard view.state == "active", invitees.count == 2 else {
                throw BenchFault("a request is \(view.state) with \(invitees.count) invitations")
            }
        case .accept:
            guard view.state == "accepted" else { throw BenchFault("an invitation is \(view.state)") }
        }
    }

    private func add(_ command: Command, to step: Step) { commands.withLock { $0[step, default: []].append(command) } }

    private func join(_ name: String, _ number: Int) async throws {
        let profile = JSON.object([
            ("company", "XYZ"), ("firstName", "Jiro"), ("language", "en"), ("lastName", "Tanaka"),
            ("phone", "+81 3 5555 0151"), ("companyAddress", Self.headquarters),
        ])
        try await world.join(Self.email(name, number), profile: profile)
    }

    private static func email(_ name: String, _ number: Int) -> String { "\(name)@company-\(number).example" }
}
