import Engine
import Statecharts
import TestKit
import Testing

/// Whatever two processes do at once ends as one after the other: step locks at four stops of each transaction.
///
/// On PostgreSQL; SQLite has one writer, so that whole transactions take turns there.
@Suite struct `R5 interleavings` {
    private let egain = "egain@webmail.example"
    private let jiro = "jiro@xyz-manufacture.example"

    private func command(
        _ event: String, _ id: InstanceID, as name: String, _ data: JSON = .object([]), in world: TestWorld
    ) async throws -> Race.Rival {
        .command(Command(.event(id, event), data: data, caller: try await world.caller(name)))
    }

    private func start(
        _ workflow: String, as name: String, _ data: JSON, in world: TestWorld
    ) async throws -> Race.Rival {
        .command(Command(.start(workflow: workflow, event: nil), data: data, caller: try await world.caller(name)))
    }

    private func expectSerial(_ race: Race) async throws {
        let (count, findings) = try await race.run(short: 8)
        #expect(findings.isEmpty)
        #expect(count > 1)
    }

    /// What may meet the approver's yes.
    enum Meeting: CaseIterable { case withdraw, expire, forward, resend, delete }

    @Test(arguments: Meeting.allCases)
    func `R5 the approver's yes meets something else`(meeting: Meeting) async throws {
        let world = try await TestWorld(.postgres)
        let view = try await world.gunaAsks()
        let yes = try await command("authorise", view.id, as: "egain", Requests.authorise(), in: world)
        let other: Race.Rival
        switch meeting {
        case .withdraw: other = try await command("withdraw", view.id, as: "guna", in: world)
        case .forward:
            let stella = JSON.object([("email", "stella@webmail.example")])
            other = try await command("forward", view.id, as: "egain", stella, in: world)
        case .resend: other = try await command("resend", view.id, as: "guna", in: world)
        case .delete: other = try await command("delete", view.id, as: "egain", in: world)
        case .expire:
            for _ in 0..<29 {
                world.time.advance(.days(1))
                try await world.settle()
            }
            world.time.advance(.days(2))
            other = .timers
        }
        try await expectSerial(Race([yes, other], in: world))
    }

    @Test func `R5 AC06 of two requests for one identifier one account comes`() async throws {
        let world = try await TestWorld(.postgres)
        try await world.join(jiro, profile: Requests.profile(first: "Jiro", last: "Tanaka"))
        let first = try await start("account-request", as: "taro", Requests.standard(), in: world)
        let second = try await start("account-request", as: jiro, Requests.standard(), in: world)
        try await expectSerial(Race([first, second], in: world, comparesAnswers: false))
    }

    @Test func `R5 of two who accept the last place one gets it`() async throws {
        let world = try await TestWorld(.postgres)
        let view = try await world.gunaAsks()
        let people = ["guna@kestrel.example": true, "zab@webmail.example": true]
        _ = try await world.send("authorise", to: view.id, as: "egain", Requests.authorise(allow: people))
        try await world.settle()
        try await world.makeMember("mohammad", role: "user", of: world.account(of: view))
        let open = try await world.engine.list(workflow: "invitation", state: "sent", limit: 10)
        var rivals: [Race.Rival] = []
        for invitation in open {
            let view = try await world.engine.instance(invitation.id, as: .system)
            guard case .person(let invitee)? = view.context["invitee"] else { continue }
            rivals.append(try await command("accept", invitation.id, as: invitee.email, in: world))
        }
        #expect(rivals.count == 2)
        try await expectSerial(Race(rivals, in: world))
    }

    /// Whoever begins to wait and what is waited for, at every interleaving: told once (C-58).
    @Test(arguments: ["withdraw", "activate"])
    func `R5 C58 a start to wait meets the publication`(ending: String) async throws {
        let world = try await TestWorld(.postgres)
        try await world.join(jiro, profile: Requests.profile(first: "Jiro", last: "Tanaka"))
        let view = try await world.taroAsks()
        let identifier = JSON.object([("identifier", "xyz-manufacture.example")])
        let watch = try await start("identifier-watch", as: jiro, identifier, in: world)
        let end = try await command(ending, view.id, as: "taro", in: world)
        try await expectSerial(Race([watch, end], in: world))
    }
}
