import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// Nobody is left without an answer, whoever is silent; and every invitation is somewhere.
@Suite(.everyBoundary) struct `U13 U15 U16 silence` {
    private static let guna = "guna@kestrel.example"
    private static let approverEnding = "@approvers.webmail.example"
    private static let approvers = ["egain", "mohammad", "zab"]
    private static let finals: Set<String> = ["active", "denied", "deleted", "withdrawn", "expired"]

    /// What may be sent in a state, and by whom; whom it does not suit is refused, which is an answer too.
    private static func deeds(_ view: InstanceView, _ random: SeededRandom) -> [(event: String, by: String, JSON)] {
        guard case .person(let approver)? = view.context["approver"] else { return [] }
        let next = "\(approvers[random.number(below: approvers.count)])@webmail.example"
        let email = JSON.object([("email", .string(next))])
        return switch view.state {
        case "awaitingActivation":
            [
                ("authorise", approver.email, Requests.authorise("Customer \(view.reference)")),
                ("forward", approver.email, email), ("unknown", approver.email, .object([])),
                ("delete", approver.email, .object([])), ("nameApprover", Self.guna, email),
                ("resend", Self.guna, .object([])), ("withdraw", Self.guna, .object([])),
            ]
        case "approverUnknown": [("nameApprover", Self.guna, email), ("withdraw", Self.guna, .object([]))]
        default: []
        }
    }

    /// One of these, in one case of four; a refusal is an answer too.
    private func perhaps(
        _ deeds: [(event: String, by: String, JSON)], to id: InstanceID, in world: TestWorld, _ random: SeededRandom
    ) async throws {
        guard !deeds.isEmpty, random.number(below: 4) == 0 else { return }
        let (event, person, data) = deeds[random.number(below: deeds.count)]
        do { _ = try await world.send(event, to: id, as: person, data) } catch is EngineError {}
    }

    @Test(arguments: TestStore.allCases)
    func `U13 U16 requests among people who are silent at random all end with an answer to the asker`(
        store: TestStore
    ) async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        print("U13: seed \(seed)")
        let world = try await TestWorld(store)
        let random = SeededRandom(seed: seed)
        var open: Set<InstanceID> = []
        for number in 0..<Torture.count(40, torture: 1_000) {
            let form = Requests.other(wants: number.isMultiple(of: 2), users: [], name: "Customer \(number)")
            open.insert(try await world.start("account-request", as: "guna", form).instance.id)
        }
        let all = open
        var withdrawn: Set<InstanceID> = []
        var weeks = 0
        while !open.isEmpty, weeks < 100 {
            weeks += 1
            for id in open.sorted(by: { $0.text < $1.text }) {
                let view = try await world.engine.instance(id, as: .system)
                if Self.finals.contains(view.state) {
                    open.remove(id)
                    if view.state == "withdrawn" { withdrawn.insert(id) }
                } else {
                    try await perhaps(Self.deeds(view, random), to: id, in: world, random)
                }
            }
            world.time.advance(.days(7))
            try await world.settle()
        }
        #expect(open.isEmpty, "seed \(seed)")
        for id in all.subtracting(withdrawn) {
            let view = try await world.engine.instance(id, as: .system)
            let answers = world.mailbox.all.filter { message in
                message.to == Self.guna && message.date >= view.updatedAt && message.mail.text.contains(view.reference)
            }
            #expect(!answers.isEmpty, "seed \(seed): \(view.state) of \(view.reference) was not told")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `U13 with silent reviewers every request stays, is escalated every ten days, and can be withdrawn`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        var ids: [InstanceID] = []
        for number in 0..<Torture.count(8, torture: 100) {
            let form = Requests.edited(prefix: "lab\(number)", domain: "kestrel.example", name: "Lab \(number)")
            ids.append(try await world.start("account-request", as: "anna", form).instance.id)
        }
        for _ in 0..<10 {
            let before = world.mailbox.all.count
            world.time.advance(.days(10))
            try await world.settle()
            let escalated = world.mailbox.all.dropFirst(before).count { $0.to == "olga@vendor.example" }
            #expect(escalated == ids.count)
        }
        for id in ids {
            #expect(try await world.engine.instance(id, as: .system).state == "domainReview")
            #expect(try await world.send("withdraw", to: id, as: "anna").instance.state == "withdrawn")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `U15 in a simulated year every invitation is joined, declined, cancelled, told as expired, or waits`(
        store: TestStore
    ) async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        print("U15: seed \(seed)")
        let world = try await TestWorld(store)
        let random = SeededRandom(seed: seed)
        var invited: Int64 = 0
        for week in 0..<52 {
            if week < 44, week.isMultiple(of: 2) {
                invited += try await invite(in: world, wants: random.number(below: 2) == 0, number: week)
            }
            for name in ["zab", "guna"] {
                let person = try await world.caller(name)
                for task in try await world.engine.tasks(of: person) where task.workflow == "invitation" {
                    let context = try await world.engine.instance(task.instance, as: .system).context
                    guard case .person(let inviter)? = context["inviter"] else { continue }
                    let deeds = [
                        ("accept", name), ("decline", name), ("resend", inviter.email), ("cancel", inviter.email),
                    ]
                    try await perhaps(
                        deeds.map { ($0, $1, .object([])) }, to: task.instance, in: world, random)
                }
            }
            for day in 0..<7 {
                world.time.advance(.days(1))
                try await world.settle()
                try await check(world, invited: invited, "seed \(seed), week \(week), day \(day)")
            }
        }
        #expect(try await Self.invitations(in: "sent", world) == 0, "all ended within the year")
        #expect(invited > 20)
        try await world.expectSound()
    }

    /// An account whose approver allows Zab and, if she wants, Guna; nobody makes more limited ones than five (D-56).
    private func invite(in world: TestWorld, wants: Bool, number: Int) async throws -> Int64 {
        let approver = "approver\(number / 10)\(Self.approverEnding)"
        if number.isMultiple(of: 10) {
            try await world.join(approver, profile: Requests.profile(first: "Egain", last: "Moreau"))
        }
        let form = Requests.other(approver: approver, wants: wants, name: "Account \(number)")
        let view = try await world.start("account-request", as: "guna", form).instance
        var allow = ["zab@webmail.example": true]
        if wants { allow[Self.guna] = true }
        _ = try await world.send(
            "authorise", to: view.id, as: approver, Requests.authorise("Account \(number)", allow: allow))
        return wants ? 2 : 1
    }

    private static func invitations(in state: String, _ world: TestWorld) async throws -> Int64 {
        try await world.count(
            """
            select count(*) from instance i join definition d on d.id = i.definition_id
            where d.workflow = 'invitation' and i.state = '\(state)'
            """)
    }

    private func check(_ world: TestWorld, invited: Int64, _ place: String) async throws {
        var counts: [String: Int64] = [:]
        for state in ["sent", "accepted", "declined", "expired", "cancelled"] {
            counts[state] = try await Self.invitations(in: state, world)
        }
        #expect(counts.values.reduce(0, +) == invited, "\(place): \(counts)")
        #expect(try await world.count("select count(*) from invited_place") == counts["sent"], "\(place)")
        #expect(
            try await world.count("select count(*) from member where role = 'user'") == counts["accepted"], "\(place)")
        let told = world.mailbox.all.count {
            $0.to.hasSuffix(Self.approverEnding) && $0.mail.subject.contains("did not answer")
        }
        #expect(Int64(told) == counts["expired"], "\(place): each expiry is told")
    }
}
