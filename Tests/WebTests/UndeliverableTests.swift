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
        let people = People(database: world.database, random: SeededRandom(seed: 9).bytes)
        let address = try #require(EmailAddress(Self.guna))
        let person = try #require(try await people.person(address: address))
        let caller = Caller.person(person.directoryPerson, session: "test")
        let data = JSON.object([
            ("authority", "other"), ("approver", .string(Self.typo)), ("accountName", "Customer Company Name"),
        ])
        let made = try await world.engine.send(
            Command(.start(workflow: "account-request", event: nil), data: data, caller: caller)
        ).instance
        try await world.settle()
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
                    Undelivered(mail: "m", to: "a@one.example", at: world.time.now, cause: cause, corrections: []))
                #expect(text.contains("a@one.example") && !text.contains("{") && !text.contains("causes"))
            }
        }
    }
}
