import Delivery
import Engine
import Onboarding
import Statecharts

/// Somebody else is asked for the authority: the approver's answers (`AC-28`, `AC-29`, `AC-31`, `AC-32`).
extension Demo {
    private static let guna = "guna@kestrel.example"
    private static let egain = "egain@webmail.example"
    private static let zab = "zab@webmail.example"

    /// A partner's request for a customer; the customer is the approver.
    private func ask(
        for name: String, of approver: String = egain, in story: Story
    ) async throws -> InstanceView {
        let guna = try await world.person(Self.guna)
        let data = JSON.object([
            ("authority", "other"), ("approver", .string(approver)), ("accountName", .string(name)),
            ("wantsAccess", true), ("users", .array([.string(Self.zab)])),
        ])
        return try await story.start("account-request", by: guna, data, "asks for a customer's account")
    }

    func authorised() async throws -> CaseOutcome {
        let story = try await Story("AC-28", "The customer authorises what a partner asked for", in: world, say: say)
        let (guna, egain) = (try await world.person(Self.guna), try await world.person(Self.egain))
        let zab = try await world.person(Self.zab)
        let made = try await ask(for: "Customer Company Name", in: story)
        story.expect("the request waits for the approver", made.state == "awaitingActivation")
        let secret = try await world.linkSecret(to: Self.egain)
        let answer = JSON.object([
            ("accountName", "Moreau Trading"),
            ("allow", .object([(name: Self.guna, value: .boolean(false)), (name: Self.zab, value: .boolean(true))])),
        ])
        let ended = try await story.send(
            "authorise", to: made.id, by: egain, answer, link: secret, "authorises, with another name; Zab, not Guna")
        story.expect("the request ended in 'active'", ended.state == "active")
        let tasks = try await world.parts.engine.tasks(of: Story.caller(zab))
        guard let invitation = tasks.first(where: { $0.workflow == "invitation" }) else {
            throw Failure("Error: nobody was invited; AC-28 did not end where it should")
        }
        let accepted = try await story.send(
            "accept", to: invitation.instance, by: zab, .object([]), "accepts the invitation")
        story.expect("the invitation ended in 'accepted'", accepted.state == "accepted")
        guard case .text(let identifier)? = ended.context["identifier"] else {
            throw Failure("Error: the account has no identifier; AC-28 did not end where it should")
        }
        let account = try await world.parts.accounts.account(identifier: identifier, viewer: egain)
        story.expect("it bears the approver's name", account?.account.name == "Moreau Trading")
        let roles = Set(account?.members.map { $0.role } ?? [])
        story.expect("Egain manages it, Zab uses it", roles == [.administrator, .user])
        let hidden = try await world.parts.accounts.account(identifier: identifier, viewer: guna)
        story.expect("Guna, who was refused, does not see the account", hidden == nil)
        let result = try await world.parts.engine.instance(made.id, as: Story.caller(guna))
        story.expect("Guna sees what became of the request", result.state == "active")
        return story.outcome
    }

    func passedOn() async throws -> CaseOutcome {
        let story = try await Story(
            "AC-29", "Passed on, sent back with \"I don't know\", and another is named", in: world, say: say)
        let (guna, egain) = (try await world.person(Self.guna), try await world.person(Self.egain))
        let felipe = try await world.person("felipe@br.logica.example")
        let made = try await ask(for: "Lojas Duarte", in: story)
        let secret = try await world.linkSecret(to: Self.egain)
        let next = JSON.object([("email", .string(felipe.email))])
        _ = try await story.send("forward", to: made.id, by: egain, next, link: secret, "passes it on to Felipe")
        let link = try await world.parts.engine.link(secret, viewer: Story.caller(egain))
        story.expect("Egain's link has ended", link?.ended != nil)
        let unsure = try await story.send("unknown", to: made.id, by: felipe, .object([]), "does not know who decides")
        story.expect("the requester has to name somebody", unsure.state == "approverUnknown")
        let mohammad = JSON.object([("email", "mohammad@webmail.example")])
        let named = try await story.send("nameApprover", to: made.id, by: guna, mohammad, "names Mohammad")
        story.expect("the request waits for him", named.state == "awaitingActivation")
        let gone = try await story.send("withdraw", to: made.id, by: guna, .object([]), "withdraws it after all")
        story.expect("the request ended in 'withdrawn'", gone.state == "withdrawn")
        return story.outcome
    }

    func deleted() async throws -> CaseOutcome {
        let story = try await Story("AC-32", "The approver wants no such account", in: world, say: say)
        let egain = try await world.person(Self.egain)
        let made = try await ask(for: "Nobody's Company", in: story)
        let before = try await world.mails().count { $0.to == Self.zab }
        let reason = JSON.object([("endReason", "We have an account already.")])
        let ended = try await story.send("delete", to: made.id, by: egain, reason, "wants it deleted")
        story.expect("the request ended in 'deleted'", ended.state == "deleted")
        let after = try await world.mails().count { $0.to == Self.zab }
        story.expect("the nominee never heard of it", after == before)
        return story.outcome
    }

    func bounced() async throws -> CaseOutcome {
        let story = try await Story("U-12", "The approver's address is mistyped, and corrected", in: world, say: say)
        let guna = try await world.person(Self.guna)
        let made = try await ask(for: "Moreau Wines", of: DemoPost.nobody, in: story)
        try await world.settle()
        let troubled = try await world.parts.engine.instance(made.id, as: Story.caller(guna))
        let refused = troubled.turns.flatMap(\.undelivered).first
        story.expect(
            "Guna reads that \(DemoPost.nobody) has no mailbox",
            refused?.to == DemoPost.nobody && refused?.cause == .noSuchMailbox)
        story.expect("she is offered to name the right one", refused?.corrections == ["nameApprover"])
        story.expect("it changed no time", troubled.turns.first?.until == made.turns.first?.until)
        let right = JSON.object([("email", .string(Self.egain))])
        _ = try await story.send("nameApprover", to: made.id, by: guna, right, "corrects the address")
        let waiting = try await world.parts.engine.instance(made.id, as: Story.caller(guna))
        story.expect("nothing is undelivered any more", waiting.turns.flatMap(\.undelivered).isEmpty)
        let secret = try await world.linkSecret(to: Self.egain)
        let egain = try await world.person(Self.egain)
        let answer = JSON.object([("accountName", "Moreau Wines")])
        let ended = try await story.send(
            "authorise", to: made.id, by: egain, answer, link: secret, "authorises by the new mail's link")
        story.expect("the request ended in 'active'", ended.state == "active")
        return story.outcome
    }
}
