import Foundation
import HTTPTypes
import Statecharts
import TestKit
import Testing

@testable import Web

/// Every way to open a link (`trust.md` U-14, U-15): whose session, and what became of the link.
@Suite struct `U14 U15 links in every session and state` {
    private static let egain = "egain@webmail.example"
    private static let guna = "guna@kestrel.example"
    private static let mohammad = "mohammad@webmail.example"

    /// What a test opens.
    private struct Opened {
        var api: APIWorld
        /// Path of the instance, and of the task's link in the first mail to the approver.
        var instance: String
        var link: String
        var world: WebWorld { api.world }

        func send(_ event: String, _ data: String = "{}", as person: String) async throws {
            let reply = try await api.post(
                "\(instance)/events", #"{"event": "\#(event)", "data": \#(data)}"#, as: try await api.token(person))
            try #require(reply.status == 200, "\(reply.json)")
            try await world.settle()
        }

        func browser(_ person: String? = nil) async throws -> Browser {
            let browser = Browser(world)
            if let person { try await browser.signIn(person, in: world) }
            return browser
        }
    }

    /// Guna's request for a customer, whom the mail has reached.
    private func opened(_ store: TestStore = .sqlite) async throws -> Opened {
        let api = try await APIWorld(store)
        let reply = try await api.post(
            "/workflows/account-request/instances",
            #"{"data": {"authority": "other", "approver": "egain@webmail.example", "accountName": "Customer"}}"#,
            as: try await api.token(Self.guna))
        try await api.world.settle()
        return Opened(
            api: api, instance: "/instances/\(reply.json["id"]?.stringValue ?? "")",
            link: try #require(api.world.linkPath(to: Self.egain)))
    }

    private func switching(_ page: Answered) -> String? {
        page.forms.first { $0.action == "/sign-out" && $0.fields.contains { $0.name == "next" } }?
            .fields.first { $0.name == "next" }?.value
    }

    @Test(arguments: TestStore.allCases)
    func `U14 the wrong session reads whose it is and gets a text to ask for it, never a bare refusal`(
        store: TestStore
    ) async throws {
        let given = try await opened(store)
        let mohammad = try await given.browser(Self.mohammad)
        let page = try await mohammad.open(given.link)
        #expect(page.status == 403)
        #expect(page.text.contains("You are signed in as \(Self.mohammad)."))
        #expect(page.text.contains("This request was sent to e…@webmail.example"))
        #expect(switching(page) == "/link")
        let asking = try #require(
            page.body.firstMatch(of: /<textarea id="forwarding"[^>]*>([^<]*)</).map { String($0.1) })
        for words in [
            "Request a Smart Account", "GK-", Self.mohammad, "I want to forward this request to someone else",
        ] {
            #expect(asking.contains(words), "\(words)")
        }
        let secret = try #require(given.link.split(separator: "/").last.map(String.init))
        #expect(!page.body.contains(secret) && !page.body.contains(Self.egain))
        // A link to the status page of a request that is not theirs: the same way out, and nothing told
        let status = try await mohammad.get(given.instance)
        let absent = try await mohammad.get("/instances/018f9e2a-7c00-7000-8000-000000000000")
        #expect(status.status == 404 && absent.status == 404)
        #expect(status.text.contains("You are signed in as \(Self.mohammad).") && switching(status) == given.instance)
        #expect(status.text == absent.text)
        // Switching leads back to the same place
        let form = try #require(
            status.forms.first { $0.action == "/sign-out" && $0.fields.contains { $0.value == given.instance } })
        try await mohammad.press(form)
        let asked = try await mohammad.get(given.instance)
        #expect(asked.location == "/sign-in?next=\(given.instance.percentEncoded)")
        // Other links of mails: a form to ask again, and the next steps, are anybody's who signs in
        let again = "/start/account-request?from=\(given.instance.dropFirst("/instances/".count))"
        let zab = try await given.browser("zab@webmail.example")
        let empty = try await zab.get(again)
        #expect(empty.status == 200 && !empty.body.contains("value=\"Customer\""))
        #expect(try await zab.get("/next-steps").status == 200)
        #expect(try await given.world.count("select count(*) from history") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `U14 nobody's session is told that a profile is needed, signs in, and comes back`(store: TestStore)
        async throws
    {
        let given = try await opened(store)
        let again = "/start/account-request?from=\(given.instance.dropFirst("/instances/".count))"
        let nobody = try await given.browser()
        let page = try await nobody.open(given.link)
        #expect(page.status == 200 && page.text.contains("Answering needs a user profile."))
        for path in [given.instance, again, "/next-steps"] {
            let visitor = try await given.browser()
            let sent = try await visitor.get(path)
            let place = try #require(sent.location)
            #expect(place.hasPrefix("/sign-in?next="), "\(path)")
            let signIn = try await visitor.get(place)
            #expect(signIn.text.contains("your profile is made when you enter the code"))
            let form = try #require(signIn.forms.first { $0.action == "/sign-in" })
            let begun = try await visitor.press(form, ["email": Self.guna])
            let code = try await visitor.get(try #require(begun.location))
            try await given.world.settle()
            let typed = try #require(given.world.code(to: Self.guna))
            let entering = try #require(code.forms.first { $0.action == "/sign-in/code" })
            #expect(try await visitor.press(entering, ["code": typed]).location == path)
            given.world.time.advance(.hours(1))
        }
    }

    /// What became of the link; whether the turn stands; and by whom its owner reads that it was.
    private static let endings: [(name: String, stands: Bool, words: String, by: String?)] = [
        ("reminded", true, "A newer mail was sent on", nil),
        ("resent", true, "The mail was sent again on", "By Requester · g…@kestrel.example."),
        ("answered", false, "It was used to answer on", "By Approver · egain@webmail.example."),
        ("forwarded", false, "was forwarded to somebody else on", "By Approver · egain@webmail.example."),
        ("withdrawn", false, "was withdrawn on", "By Requester · g…@kestrel.example."),
        ("expired", false, "It expired on", nil),
    ]

    /// - Parameter newest: told of a link that took the first one's place and ends as the name says.
    private func end(_ given: Opened, _ name: String, newest: (String) -> Void = { _ in }) async throws {
        switch name {
        case "reminded":
            given.world.time.advance(.days(7))
            try await given.world.settle()
        case "resent": try await given.send("resend", as: Self.guna)
        case "answered": try await given.send("authorise", #"{"accountName": "Customer"}"#, as: Self.egain)
        case "forwarded": try await given.send("forward", #"{"email": "stella@webmail.example"}"#, as: Self.egain)
        case "withdrawn": try await given.send("withdraw", as: Self.guna)
        case _:
            for days in [7, 7, 9, 7, 1] as [Int64] {
                if let link = given.world.linkPath(to: Self.egain) { newest(link) }
                given.world.time.advance(.days(days))
                try await given.world.settle()
            }
        }
    }

    @Test(arguments: U14_U15.names)
    func `U15 a link that is over says what happened, by whom as far as one may know, and leads on`(
        name: String
    ) async throws {
        let ending = try #require(Self.endings.first { $0.name == name })
        let given = try await opened()
        var link = given.link
        try await end(given, name) { link = $0 }
        // Its owner
        let egain = try await given.browser(Self.egain)
        let own = try await egain.open(link)
        #expect(own.status == 410 && own.text.contains(ending.words), "\(own.text)")
        if let by = ending.by {
            #expect(own.text.contains(by), "\(own.text)")
        } else {
            #expect(!own.text.contains("By "))
        }
        #expect(own.body.contains("href=\"\(given.instance)\""))
        // Somebody else
        let mohammad = try await given.browser(Self.mohammad)
        let other = try await mohammad.open(link)
        #expect(other.status == 410 && switching(other) == "/link" && other.text.contains(Self.mohammad))
        // Whoever is not signed in
        let nobody = try await given.browser()
        let page = try await nobody.open(link)
        for told in [other, page] {
            #expect(
                !told.text.contains(ending.words) && !told.body.contains(Self.egain) && !told.body.contains("kestrel"))
        }
        let codes = page.forms.first { $0.action == "/link/code" }
        #expect((codes != nil) == ending.stands)
        #expect(page.forms.contains { $0.action == "/link/fresh" } == ending.stands)
        guard codes != nil else { return #expect(page.body.contains("href=\"/sign-in?next=%2Flink\"")) }
        // A code goes to the bound address, and leads to the task
        given.world.time.advance(.hours(1))
        let later = try await nobody.open(link)
        let sent = try await nobody.press(try #require(later.forms.first { $0.action == "/link/code" }))
        try await given.world.settle()
        let code = try #require(given.world.code(to: Self.egain))
        let asking = try await nobody.get(try #require(sent.location))
        let entering = try #require(asking.forms.first { $0.action == "/sign-in/code" })
        #expect(try await nobody.press(entering, ["code": code]).location == "/link")
        let task = try await nobody.open("/link")
        #expect(task.text.contains("Go on to the task") && task.body.contains("href=\"\(given.instance)\""))
    }

    @Test(arguments: TestStore.allCases)
    func `U15 whoever holds a dead link has a fresh one mailed to its address, once in 24 hours and 5 times (D-02)`(
        store: TestStore
    ) async throws {
        let given = try await opened(store)
        try await end(given, "reminded")
        let reminder = try #require(given.world.linkPath(to: Self.egain))
        let nobody = try await given.browser()
        func press() async throws -> Answered {
            let page = try await nobody.open(given.link)
            let answer = try await nobody.press(try #require(page.forms.first { $0.action == "/link/fresh" }))
            try await given.world.settle()
            return answer
        }
        let sent = try await press()
        #expect(sent.status == 200 && sent.text.contains("A fresh link is on its way"), "\(sent.text)")
        #expect(sent.text.contains("e…@webmail.example") && !sent.body.contains(Self.egain))
        let fresh = try #require(given.world.linkPath(to: Self.egain))
        #expect(fresh != reminder)
        let egain = try await given.browser(Self.egain)
        #expect(try await egain.open(reminder).text.contains("The mail was sent again on"))
        #expect(try await egain.get(try #require(try await egain.get(fresh).location)).location == given.instance)
        // One that lives needs no other, and whoever opens it without a session cannot have one
        let living = try await nobody.open(fresh)
        #expect(living.status == 200 && !living.forms.contains { $0.action == "/link/fresh" })
        for _ in 0..<4 {
            let soon = try await press()
            #expect(soon.status == 409 && soon.text.contains("in the last 24 hours"), "\(soon.text)")
            #expect(soon.forms.contains { $0.action == "/link/code" })
            given.world.time.advance(.hours(25))
            #expect(try await press().status == 200)
        }
        given.world.time.advance(.hours(25))
        #expect(try await press().status == 409)
        let mails = "select count(*) from sent where kind = 'activation-required'"
        #expect(try await given.world.count(mails) == 6)
        // What was for a turn that is over is mailed to nobody
        let open = try #require(try await nobody.open(given.link).forms.first { $0.action == "/link/fresh" })
        try await given.send("withdraw", as: Self.guna)
        #expect(try await nobody.press(open).location == "/link")
        #expect(try await given.world.count(mails) == 6)
    }

    @Test func `U15 without any mail the open task lies in the inbox of the address`() async throws {
        let api = try await APIWorld()
        let reply = try await api.post(
            "/workflows/account-request/instances",
            #"{"data": {"authority": "other", "approver": "egain@webmail.example", "accountName": "Customer"}}"#,
            as: try await api.token(Self.guna))
        let egain = Browser(api.world)
        try await egain.signIn(Self.egain, in: api.world)
        let page = try await egain.get("/tasks")
        #expect(page.body.contains("/instances/\(reply.json["id"]?.stringValue ?? "?")"))
    }
}

/// Names of the endings, for the arguments.
private enum U14_U15 {
    static let names = ["reminded", "resent", "answered", "forwarded", "withdrawn", "expired"]
}
