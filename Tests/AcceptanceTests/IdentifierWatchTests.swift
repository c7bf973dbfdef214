import Engine
import Statecharts
import TestKit
import Testing

/// Whoever may know that an identifier is requested can be told when the request has ended (`domain.md` D-05, M-46).
@Suite(.everyBoundary) struct `AC05 word of the end of a request` {
    private let jiro = "jiro@xyz-manufacture.example"
    private let identifier = "xyz-manufacture.example"

    private func world(_ store: TestStore) async throws -> (world: TestWorld, request: InstanceView) {
        let world = try await TestWorld(store)
        try await world.join(jiro, profile: Requests.profile(first: "Jiro", last: "Tanaka"))
        return (world, try await world.taroAsks())
    }

    private func watch(_ world: TestWorld, _ identifier: String, as name: String) async throws -> InstanceView {
        let data = JSON.object([("identifier", .string(identifier))])
        return try await world.start("identifier-watch", as: name, data).instance
    }

    private func refusal(_ world: TestWorld, _ identifier: String, as name: String) async throws -> EngineError? {
        try await world.refusal { _ = try await watch(world, identifier, as: name) }
    }

    private func isNamed(_ address: String, in world: TestWorld) async throws -> Bool {
        try await world.count("select count(*) from instance where context like '%\(address)%'") > 0
    }

    @Test(arguments: TestStore.allCases)
    func `AC05 a colleague reads the date of the request, not by whom, and is offered word of its end`(
        store: TestStore
    ) async throws {
        let (world, _) = try await world(store)
        let asked = world.time.now
        world.time.advance(.days(1))
        let refused = try await world.refusal {
            _ = try await world.start("account-request", as: jiro, Requests.standard())
        }
        let offer = OfferedStart(workflow: "identifier-watch", event: "watch", data: ["identifier": identifier])
        #expect(refused?.status == 422)
        #expect(
            refused?.fields == [
                FieldError(
                    field: nil, error: "identifierRequested", values: ["requestedAt": asked.iso8601], offer: offer)
            ])
        for language in TextCatalog.languages {
            let text = world.texts.text(
                "forms.submit.errors.identifierRequested", of: "account-request", in: language,
                values: ["requestedAt": "DATE"])
            #expect(text?.contains("DATE") == true && text?.contains("{") == false)
        }
    }

    @Test(arguments: TestStore.allCases, ["activate", "withdraw", "expire"])
    func `AC05 M46 whoever asked is told of the end, whatever end, and forgotten`(
        store: TestStore, ending: String
    ) async throws {
        let (world, request) = try await world(store)
        let waiting = try await watch(world, identifier, as: jiro)
        try await world.settle()
        let before = world.mailbox.all.count
        switch ending {
        case "expire":
            for _ in 0..<31 {
                world.time.advance(.days(1))
                try await world.settle()
            }
        case _: _ = try await world.send(ending, to: request.id, as: "taro")
        }
        try await world.settle()
        let mails = world.mailbox.all.dropFirst(before).filter { $0.to == jiro }
        #expect(mails.count == 1)
        let mail = try #require(mails.first?.mail)
        #expect(mail.subject == "The earlier request for xyz-manufacture.example has ended")
        #expect(mail.text.contains("/start/account-request"))
        #expect(mail.text.contains("ask that person to add you") == (ending == "activate"))
        #expect(mail.text.contains("You can request it now") == (ending != "activate"))
        #expect(!mail.text.contains("taro@"))

        let told = try await world.engine.instance(waiting.id, as: world.caller(jiro))
        #expect(told.state == "told" && told.isFinal)
        #expect(told.context["watcher"] == nil)
        #expect(try await isNamed(jiro, in: world) == false)
        #expect(try await world.count("select count(*) from open_key where workflow = 'identifier-watch'") == 0)
        #expect(try await world.count("select count(*) from subscription") == (ending == "activate" ? 1 : 0))
    }

    @Test(arguments: TestStore.allCases)
    func `a second press finds the first, and a third after the end finds nothing to wait for`(
        store: TestStore
    ) async throws {
        let (world, request) = try await world(store)
        let first = try await watch(world, identifier, as: jiro)
        let second = try await refusal(world, identifier, as: jiro)
        #expect(second?.code == .alreadyOpen && second?.instance == first.id)
        _ = try await world.send("withdraw", to: request.id, as: "taro")
        try await world.settle()
        #expect(world.mailbox.all.filter { $0.to == jiro }.count == 1)
        let late = try await refusal(world, identifier, as: jiro)
        #expect(late?.text?.key == "events.watch.errors.notRequested")
        #expect(late?.fields.map(\.field) == ["identifier"])
    }

    @Test(arguments: TestStore.allCases)
    func `S7 a stranger is refused in the same words whether or not there is a request`(store: TestStore) async throws {
        let (world, _) = try await world(store)
        let taken = try await refusal(world, identifier, as: "anna")
        let free = try await refusal(world, "xyz-free.example", as: "anna")
        #expect(taken?.text?.key == "events.watch.errors.notYours")
        #expect(taken?.text == free?.text && taken?.fields == free?.fields && taken?.message == free?.message)
        #expect(try await world.count("select count(*) from instance") == 1)
        let partner = try await watch(world, identifier, as: "guna")
        #expect(partner.state == "waiting")
    }

    @Test(arguments: TestStore.allCases)
    func `whoever does not want it any more is forgotten and not mailed`(store: TestStore) async throws {
        let (world, request) = try await world(store)
        let waiting = try await watch(world, identifier, as: jiro)
        #expect(waiting.offers.map(\.name) == ["stop"])
        #expect(try await world.send("stop", to: waiting.id, as: jiro).instance.state == "stopped")
        #expect(try await isNamed(jiro, in: world) == false)
        _ = try await world.send("withdraw", to: request.id, as: "taro")
        try await world.settle()
        #expect(world.mailbox.all.allSatisfy { $0.to != jiro })
    }

    @Test(arguments: TestStore.allCases)
    func `an account of another name leaves the awaited one free, and the mail says so`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let request = try await world.annaAsks()
        let colleague = "ben@kestrel.example"
        try await world.join(colleague, profile: Requests.profile(first: "Ben", last: "Low"))
        _ = try await watch(world, "lab.kestrel.example", as: colleague)
        let question = JSON.object([("question", "Who uses it?")])
        _ = try await world.send("askReason", to: request.id, as: "rei", question)
        _ = try await world.send("giveReason", to: request.id, as: "anna", .object([("restoreDefault", true)]))
        _ = try await world.send("activate", to: request.id, as: "anna")
        try await world.settle()
        let mail = try #require(world.mailbox.all.last { $0.to == colleague }?.mail)
        #expect(mail.subject == "The earlier request for lab.kestrel.example has ended")
        #expect(mail.text.contains("You can request it now"))
    }
}
