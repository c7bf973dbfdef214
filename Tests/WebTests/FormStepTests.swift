import Engine
import Foundation
import HTTPTypes
import Statecharts
import TestKit
import Testing

@testable import Web

/// The pages of a form, one at a time, without a script (`format.md` 5).
@Suite struct `A form of several pages` {
    private let path = "/start/account-request"

    private func guna(_ language: String = "en") async throws -> (WebWorld, Browser) {
        let world = try await WebWorld()
        let guna = Browser(world, language: language)
        try await guna.signIn("guna@kestrel.example", in: world)
        return (world, guna)
    }

    private func form(_ page: Answered) throws -> HTMLForm {
        try #require(page.forms.first { $0.action == path }, "\(page.text)")
    }

    private static let names = [
        "accountName": "Customer", "approver": "egain@webmail.example", "authority": "other",
    ]

    @Test func `one page is shown at a time, and back and next keep what was typed`() async throws {
        let (world, guna) = try await guna()
        let first = try await guna.get(path)
        #expect(first.text.contains("Step 1 of 2") && first.body.contains(">Next</button>"))
        #expect(!first.body.contains("value=\"back\"") && !first.body.contains("name=\"headquarters.city\""))
        // An answer that brings up questions of the same page is asked there
        let more = try await guna.press(try form(first), ["authority": "other"])
        #expect(more.status == 200 && more.text.contains("Your answers lead to further questions"))
        #expect(try form(more).page == "account" && more.body.contains("name=\"approver\""))
        // The other page follows from the answers
        let second = try await guna.press(try form(more), Self.names)
        #expect(try form(second).page == "users" && second.text.contains("Step 2 of 2"))
        #expect(second.text.contains("Users") && second.body.contains(">Create Account</button>"))
        #expect(!second.body.contains("name=\"headquarters.city\""))
        // What was answered before stands there to be looked over
        #expect(second.text.contains("Your answers so far") && second.text.contains("egain@webmail.example"))
        let back = try await guna.press(
            try form(second), ["_go": "back", "users": "zab@webmail.example", "wantsAccess": "true"])
        let again = try form(back)
        #expect(again.page == "account")
        for (name, value) in Self.names { #expect(again.fields.contains { $0.name == name && $0.value == value }) }
        let forth = try form(try await guna.press(again, ["accountName": "Customer Two"]))
        #expect(forth.fields.contains { $0.name == "users" && $0.value == "zab@webmail.example" })
        #expect(forth.fields.contains { $0.name == "wantsAccess" && $0.value == "true" })
        let sent = try await guna.press(forth)
        let id = try #require(
            sent.location?.firstMatch(of: /\/instances\/([^?]+)/).map { String($0.1) }, "\(sent.text)")
        let context = try await world.engine.instance(InstanceID(id), as: .system).context
        #expect(context["accountName"] == .text("Customer Two"))
        #expect(context["nominees"] == .list([.text("zab@webmail.example"), .text("guna@kestrel.example")]))
        #expect(try await world.count("select count(*) from instance") == 1)
    }

    @Test func `a page with a fault is not left, and a fault of an earlier page leads back to it`() async throws {
        let (world, guna) = try await guna()
        let more = try form(try await guna.press(try form(try await guna.get(path)), ["authority": "other"]))
        let wrong = try await guna.press(more, ["approver": "nobody", "accountName": ""])
        #expect(try wrong.status == 422 && form(wrong).page == "account")
        #expect(wrong.body.contains("id=\"field-approver-error\""))
        // Facts are asked when all is sent: then one reads it where it was typed
        let second = try form(
            try await guna.press(more, Self.names.merging(["approver": "guna@kestrel.example"]) { $1 }))
        #expect(second.page == "users")
        let refused = try await guna.press(second)
        #expect(try refused.status == 422 && form(refused).page == "account")
        #expect(refused.text.contains("This is your own address."))
        #expect(try await world.count("select count(*) from instance") == 0)
        let corrected = try await guna.finish(try form(refused), Self.names)
        #expect(corrected.status == 303)
    }

    @Test func `a box unticked on an earlier page stays so, and an answer taken back takes its page along`()
        async throws
    {
        let (world, guna) = try await guna()
        let more = try form(try await guna.press(try form(try await guna.get(path)), ["authority": "other"]))
        let users = try form(try await guna.press(more, Self.names))
        let back = try form(try await guna.press(users, ["_go": "back", "users": "no address"]))
        let headquarters = try await guna.press(back, ["authority": "self"])
        #expect(try form(headquarters).page == "headquarters" && headquarters.text.contains("Step 2 of 2"))
        let sent = try await guna.press(try form(headquarters))
        let id = try #require(
            sent.location?.firstMatch(of: /\/instances\/([^?]+)/).map { String($0.1) }, "\(sent.text)")
        let context = try await world.engine.instance(InstanceID(id), as: .system).context
        #expect(context["authority"] == .text("self") && context["nominees"] == .list([]))
    }

    @Test func `the language changes where one is, and where one page is enough there are no steps`() async throws {
        let (world, guna) = try await guna("ja")
        let more = try form(try await guna.press(try form(try await guna.get(path)), ["authority": "other"]))
        let users = try await guna.press(more, Self.names)
        let isEnglish = users.headers[.contentLanguage] == "en"
        let switched = try await guna.press(try form(users), ["_language": isEnglish ? "ja" : "en"])
        #expect(try form(switched).page == "users")
        #expect(switched.text.contains(isEnglish ? "ステップ 2／2" : "Step 2 of 2"))
        let mohammad = Browser(world)
        try await mohammad.signIn("mohammad@webmail.example", in: world)
        let only = try await mohammad.get(path)
        #expect(try form(only).page == nil && !only.text.contains("Step 1"))
    }

    @Test func `whoever sends everything at once is taken at once`() async throws {
        let (_, guna) = try await guna()
        var whole = try form(try await guna.get(path))
        whole.fields.removeAll { $0.name == "_page" }
        let fields = [
            "headquarters.country": "GB", "headquarters.line1": "1 Sample Street", "headquarters.city": "London",
            "headquarters.postalCode": "SW1A 0AA",
        ]
        let shown = HTMLForm(action: whole.action, fields: whole.fields + [(name: "_shown", value: "headquarters")])
        #expect(try await guna.press(shown, fields).status == 303)
    }
}
