import Engine
import Onboarding
import Statecharts

/// The documented cases that this version has, and one that nobody answers (`AC-08`).
struct Demo {
    let world: DemoWorld
    let say: (String) -> Void

    /// Tells all cases: on temporary stores, or one after the other on an empty database.
    static func tell(on url: String? = nil, _ say: @escaping (String) -> Void) async throws -> [CaseOutcome] {
        var outcomes: [CaseOutcome] = []
        try await inNewWorld(on: url, say) { demo in
            let (standard, agreement) = try await demo.standardAccount()
            outcomes = [
                standard, try await demo.acceptance(of: agreement), try await demo.limitedAccount(),
                try await demo.authorised(), try await demo.passedOn(), try await demo.deleted(),
                try await demo.reviewed(), try await demo.denied(), try await demo.bounced(),
            ]
            if url != nil { outcomes.append(try await demo.silence()) }
        }
        if url == nil {
            try await inNewWorld(on: nil, say) { demo in outcomes.append(try await demo.silence()) }
        }
        return outcomes
    }

    private static func inNewWorld(
        on url: String?, _ say: @escaping (String) -> Void, _ tell: (Demo) async throws -> Void
    ) async throws {
        do {
            let world = try await DemoWorld.make(on: url)
            try await tell(Demo(world: world, say: say))
            try await world.end()
        } catch {
            throw Failure(error)
        }
    }

    /// What the page shows once the authority is chosen.
    func filledForm(of person: Person) async throws -> JSON {
        let form = try await world.parts.engine.startForm("account-request", as: Story.caller(person))
        var values: Record = ["authority": .text("self")]
        values["accountName"] = form.values["accountName"]
        if form.facts["callerIsPublic"] == .boolean(false) { values["headquarters"] = form.values["headquarters"] }
        return JSON(values)
    }

    private func standardAccount() async throws -> (CaseOutcome, agreement: InstanceID) {
        let story = try await Story("AC-02", "An account of one's own company, by a mailed link", in: world, say: say)
        let taro = try await world.person("taro@xyz-manufacture.example")
        let data = try await filledForm(of: taro)
        let made = try await story.start("account-request", by: taro, data, "requests an account")
        let secret = try await world.linkSecret(to: taro.email)
        _ = try await world.parts.engine.link(secret, viewer: nil)
        try await story.look(taro, made.id, "opens the link of the mail (changes nothing)")
        story.expect("opening the link changed nothing", try await story.state(of: made.id) == "awaitingActivation")
        try await world.pass(.minutes(5))
        let ended = try await story.send("activate", to: made.id, by: taro, link: secret, "presses Activate")
        story.expect("the request ended in 'active'", ended.state == "active")
        let account = try await world.parts.accounts.account(identifier: "xyz-manufacture.example", viewer: taro)
        story.expect("the account xyz-manufacture.example is active", account?.account.status == .active)
        story.expect("Taro is its administrator", account?.roles.contains(.administrator) == true)
        let tasks = try await world.parts.engine.tasks(of: Story.caller(taro))
        let agreement = tasks.first { $0.workflow == "agreement" }
        story.expect("the account agreement waits for him", agreement?.state == "pending")
        guard let agreement else { throw Failure("Error: no agreement was started; AC-02 did not end where it should") }
        return (story.outcome, agreement.instance)
    }

    private func acceptance(of agreement: InstanceID) async throws -> CaseOutcome {
        let story = try await Story("AC-40", "The account agreement is accepted", in: world, say: say)
        let taro = try await world.person("taro@xyz-manufacture.example")
        let form = try await world.parts.engine.form("accept", of: agreement, as: Story.caller(taro))
        let hash = form.values["textHash"].map { JSON($0) } ?? .null
        let data = JSON.object([("authorised", true), ("textHash", hash)])
        let ended = try await story.send("accept", to: agreement, by: taro, data, "ticks the box and accepts")
        story.expect("the agreement ended in 'accepted'", ended.state == "accepted")
        let account = try await world.parts.accounts.account(identifier: "xyz-manufacture.example", viewer: taro)
        let acceptance = account?.agreements.first?.acceptance
        story.expect("accepted by Taro, with version and time", acceptance?.personID == taro.id)
        let tasks = try await world.parts.engine.tasks(of: Story.caller(taro))
        story.expect("nothing waits for him any more", tasks.isEmpty)
        return story.outcome
    }

    private func limitedAccount() async throws -> CaseOutcome {
        let story = try await Story(
            "AC-20", "A limited account with a public address, in one step", in: world, say: say)
        let mohammad = try await world.person("mohammad@webmail.example")
        let data = try await filledForm(of: mohammad)
        let ended = try await story.start("account-request", by: mohammad, data, "requests an account")
        story.expect("the request ended in 'active' at once", ended.state == "active")
        let kind = ended.context["kind"]
        story.expect("the account is limited", kind == .text("limited"))
        let identifier = ended.context["identifier"].flatMap { value in
            if case .text(let text) = value { text } else { nil }
        }
        let isOwn = identifier?.wholeMatch(of: /[a-z0-9]{6}\.smb/) != nil
        story.expect("its identifier is made by the product (\(identifier ?? "none"))", isOwn)
        let account = try await world.parts.accounts.account(identifier: identifier ?? "", viewer: mohammad)
        story.expect("Mohammad is its administrator", account?.roles.contains(.administrator) == true)
        return story.outcome
    }

    private func silence() async throws -> CaseOutcome {
        let story = try await Story("AC-08", "Nobody answers, and the request expires", in: world, say: say)
        let felipe = try await world.person("felipe@br.logica.example")
        let data = try await filledForm(of: felipe)
        let made = try await story.start("account-request", by: felipe, data, "requests an account")
        for _ in 0..<3 { try await story.pass(.days(8), made.id, "8 days pass") }
        let secret = try await world.linkSecret(to: felipe.email)
        try await story.pass(.days(7), made.id, "7 days pass")
        let link = try await world.parts.engine.link(secret, viewer: Story.caller(felipe))
        try await story.look(felipe, made.id, "opens the last link")
        story.expect("the link tells that it ended (\(link?.ended ?? "alive"))", link?.ended != nil)
        story.expect("the request ended in 'expired'", try await story.state(of: made.id) == "expired")
        // on one database the agreements of the other cases send reminders too
        let reminders = story.outcome.steps.flatMap(\.mails).count { $0.to == felipe.email }
        story.expect("mails: one link, three reminders, one end", reminders == 5)
        let again = try await story.start("account-request", by: felipe, data, "asks again: the identifier is free")
        story.expect("the new request waits for its activation", again.state == "awaitingActivation")
        return story.outcome
    }
}
