import Engine
import Onboarding
import Statecharts

/// An identifier that is not one's own domain (`AC-13`, `AC-14`).
extension Demo {
    private func ask(prefix: String, in story: Story) async throws -> InstanceView {
        let anna = try await world.person("anna@kestrel.example")
        var values = try await filledForm(of: anna).objectValue ?? []
        values += [
            ("editIdentifier", true), ("prefix", .string(prefix)), ("domain", "kestrel.example"),
            ("justification", "Second account for our lab network"), ("phone", "+44 20 7946 0199"),
        ]
        return try await story.start("account-request", by: anna, .object(values), "asks for \(prefix).kestrel.example")
    }

    func reviewed() async throws -> CaseOutcome {
        let story = try await Story("AC-13", "A prefix is questioned, answered and approved", in: world, say: say)
        let anna = try await world.person("anna@kestrel.example")
        let rei = try await world.person("rei@vendor.example")
        let made = try await ask(prefix: "lab", in: story)
        story.expect("the request waits for a reviewer", made.state == "domainReview")
        let question = JSON.object([("question", "Who uses it?")])
        _ = try await story.send("askReason", to: made.id, by: rei, question, "asks who uses it")
        let reason = JSON.object([("justification", "Our lab's network, run by my team.")])
        let answered = try await story.send("giveReason", to: made.id, by: anna, reason, "answers")
        story.expect("the reviewer has it again", answered.state == "domainReview")
        let approved = try await story.send(
            "approveDomain", to: made.id, by: rei, .object([]), "approves the identifier")
        story.expect("the request waits for activation", approved.state == "awaitingActivation")
        let secret = try await world.linkSecret(to: anna.email)
        let ended = try await story.send("activate", to: made.id, by: anna, link: secret, "presses Activate")
        story.expect("the request ended in 'active'", ended.state == "active")
        let account = try await world.parts.accounts.account(identifier: "lab.kestrel.example", viewer: anna)
        story.expect("the account lab.kestrel.example is active", account?.account.status == .active)
        return story.outcome
    }

    func denied() async throws -> CaseOutcome {
        let story = try await Story("AC-14", "A prefix is denied", in: world, say: say)
        let rei = try await world.person("rei@vendor.example")
        let made = try await ask(prefix: "shop", in: story)
        let answer = JSON.object([("category", "noRight"), ("endReason", "The shop belongs to another company.")])
        let ended = try await story.send("denyDomain", to: made.id, by: rei, answer, "denies the identifier")
        story.expect("the request ended in 'denied'", ended.state == "denied")
        let told = story.outcome.steps.last?.mails.contains { $0.to == "anna@kestrel.example" } == true
        story.expect("Anna is told", told)
        let again = try await ask(prefix: "shop", in: story)
        story.expect("she may ask again: the identifier is free", again.state == "domainReview")
        return story.outcome
    }
}
