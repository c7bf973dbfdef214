import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

@testable import Web

/// What the tracker says of a mail that was refused for good (U-12).
@Suite struct `U12 the tracker of a refused mail` {
    private static let guna = "guna@kestrel.example"
    private static let typo = "egian@webmail.example"

    /// Guna's request, whose mails have been tried.
    private static func asked(_ world: WebWorld) async throws -> (caller: Caller, made: InstanceView) {
        let people = People(database: world.database, random: SeededRandom(seed: 9).bytes)
        let address = try #require(EmailAddress(guna))
        let person = try #require(try await people.person(address: address))
        let caller = Caller.person(person.directoryPerson, session: "test")
        let data = JSON.object([
            ("authority", "other"), ("approver", .string(typo)), ("accountName", "Customer Company Name"),
        ])
        let made = try await world.engine.send(
            Command(.start(workflow: "account-request", event: nil), data: data, caller: caller)
        ).instance
        try await world.settle()
        return (caller, made)
    }

    @Test(arguments: TestStore.allCases)
    func `U12 it says why in plain words, leads to the correction, and has a text to send oneself`(
        store: TestStore
    ) async throws {
        // Given a request whose approver's address does not exist
        let world = try await WebWorld(store)
        let reply = "550 5.1.1 no such user, see http://elsewhere.example"
        world.mailbox.refuse(Self.typo, saying: reply)
        let browser = Browser(world)
        try await browser.signIn(Self.guna, in: world)
        let (caller, made) = try await Self.asked(world)
        // When the requester looks
        let page = try await browser.get("/instances/\(made.id)")
        // Then the page says it in our words, not in the server's
        #expect(
            page.text.contains(
                "The mail to egian@webmail.example could not be delivered: there is no such mailbox there."))
        #expect(!page.body.contains("elsewhere.example"))
        #expect(page.body.contains("/instances/\(made.id)/events/nameApprover"))
        // And the text to send carries no secret
        let copy = try #require(page.body.firstMatch(of: /(?s)<textarea readonly[^>]*>(.*?)<\/textarea>/)).1
        #expect(copy.contains("http://127.0.0.1:8080") && copy.contains(made.reference) && copy.contains(Self.typo))
        #expect(!copy.contains("/l/"))
        #expect(try await browser.get("/requests").text.contains("Mail not delivered"))
        // And the API says the same
        let view = try await world.engine.instance(made.id, as: caller)
        let json = ViewWriter(words: Words(world.texts, in: .en)).instance(view)
        let refused = json["turns"]?[0]?["undelivered"]?[0]
        #expect(refused?["cause"] == "noSuchMailbox" && refused?["events"]?[0] == "nameApprover")
        #expect(refused?["to"] == .string(Self.typo))
        // When the address is corrected there
        let form = try await browser.get("/instances/\(made.id)/events/nameApprover")
        let fields = try #require(form.forms.first { $0.action.hasSuffix("/events/nameApprover") })
        try await browser.press(fields, ["email": "egain@webmail.example"])
        try await world.settle()
        // Then the page is quiet again, in both languages nothing is missing
        #expect(try await !browser.get("/instances/\(made.id)").text.contains("could not be delivered"))
        for language in Language.allCases {
            let words = Words(world.texts, in: language)
            for cause in Undelivered.Cause.allCases {
                let text = words.undelivered(
                    Undelivered(
                        mail: "m", to: "a@one.example", at: world.time.now, cause: cause, reason: "she has left",
                        corrections: []))
                #expect(text.contains("a@one.example") && !text.contains("{") && !text.contains("causes"))
                #expect(text.contains("she has left") == (cause == .givenUp))
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `U12 R12 once somebody has proved the address, what is sent again goes out`(store: TestStore) async throws {
        // Given a request whose approver had no mailbox when he was asked
        let world = try await WebWorld(store)
        world.mailbox.refuse(Self.typo, saying: "550 5.1.1 no such user")
        let guna = Browser(world)
        try await guna.signIn(Self.guna, in: world)
        let (caller, made) = try await Self.asked(world)
        let path = "/instances/\(made.id)"
        #expect(try await guna.get(path).text.contains("could not be delivered"))
        // When the mailbox is there, and its owner signs in by a code
        world.mailbox.refuse(Self.typo, saying: nil)
        try await Browser(world).signIn(Self.typo, in: world)
        // Then what the requester sends again arrives, and the page is quiet
        world.time.advance(.hours(2))
        _ = try await world.engine.send(Command(.event(made.id, "resend"), data: .object([]), caller: caller))
        try await world.settle()
        let mail = try #require(world.mail(to: Self.typo))
        #expect(mail.mail.text.contains("/l/"))
        #expect(try await !guna.get(path).text.contains("could not be delivered"))
    }
}
