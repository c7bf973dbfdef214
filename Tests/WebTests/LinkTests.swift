import Engine
import Foundation
import HTTPTypes
import Statecharts
import TestKit
import Testing

@testable import Web

@Suite struct `A link invites and does no more` {
    private static let taro = "taro@xyz-manufacture.example"

    /// Taro has asked for an account, and the mail with the link is out.
    private func requested(_ store: TestStore) async throws -> (
        world: WebWorld, taro: Browser, link: String, instance: String
    ) {
        let world = try await WebWorld(store)
        let taro = Browser(world)
        try await taro.signIn(Self.taro, in: world)
        let sent = try await taro.fill("/start/account-request")
        try await world.settle()
        let instance = try #require(sent.location?.split(separator: "?").first.map(String.init))
        return (world, taro, try #require(world.linkPath(to: Self.taro)), instance)
    }

    @Test(arguments: TestStore.allCases)
    func `S1 whoever holds only the link reads the least and cannot act`(store: TestStore) async throws {
        // Given the link in the hands of somebody without the mailbox
        let (world, _, link, instance) = try await requested(store)
        let stranger = Browser(world)
        let page = try await stranger.open(link)
        // Then the page says what is asked of whom, without the address in full
        #expect(page.status == 200)
        #expect(page.heading == "Activate the Smart Account")
        #expect(!page.body.contains(Self.taro))
        #expect(page.body.contains("t…@xyz-manufacture.example"))
        // And no press of his changes anything
        let before = try await world.count("select count(*) from history")
        let token = try #require(page.forms.first { $0.action == "/link/code" }?.fields.first { $0.name == "_token" })
        for path in ["\(instance)/events/activate", "\(instance)/events/withdraw", "\(instance)/events/resend"] {
            let answer = try await stranger.post(path, [("_token", token.value), ("_key", "k")])
            #expect(answer.location?.hasPrefix("/sign-in") == true)
        }
        #expect(try await world.count("select count(*) from history") == before)
    }

    @Test(arguments: TestStore.allCases)
    func `S1 AC-09 signed in as somebody else one reads whose it is and cannot act`(store: TestStore) async throws {
        // Given Zab, signed in, with Taro's link
        let (world, _, link, instance) = try await requested(store)
        let zab = Browser(world)
        try await zab.signIn("zab@webmail.example", in: world)
        let page = try await zab.open(link)
        // Then the words of domain 4.1, the address shortened, and a way to switch
        #expect(page.status == 403)
        #expect(page.text.contains("You are signed in as zab@webmail.example."))
        #expect(
            page.text.contains(
                "This request was sent to t…@xyz-manufacture.example; sign in with it, or ask them to forward it."))
        #expect(page.forms.contains { $0.action == "/sign-out" && $0.fields.contains { $0.value == "/link" } })
        #expect(!page.body.contains(Self.taro))
        // And the instance is not there for him
        #expect(try await zab.get(instance).status == 404)
        let token = try #require(page.forms.first?.fields.first { $0.name == "_token" })
        let pressed = try await zab.post("\(instance)/events/activate", [("_token", token.value), ("_key", "k")])
        #expect(pressed.status == 404)
    }

    @Test(arguments: TestStore.allCases)
    func `S2 C-60 GET and HEAD of a link and of every page write nothing at all`(store: TestStore) async throws {
        let (world, taro, link, instance) = try await requested(store)
        let before = try await world.everything()
        let robot = Browser(world)
        for path in [link, "/link", "/", "/sign-in", "/tasks", instance, "/dev/mailbox", "/nothing", "/profile"] {
            for _ in 0..<5 {
                for visitor in [robot, taro] {
                    try await visitor.get(path)
                    _ = try await visitor.send(.head, path, "", [:])
                }
            }
        }
        #expect(try await world.everything() == before)
        // And the person's own press still works
        let page = try await taro.open(link)
        let done = try await taro.press(try #require(page.forms.first { $0.action.hasSuffix("/activate") }))
        #expect(done.status == 303)
    }

    @Test(arguments: TestStore.allCases)
    func `S2 C-60 a robot without the mailbox that presses every button changes nothing`(store: TestStore) async throws
    {
        let (world, _, link, _) = try await requested(store)
        let history = try await world.count("select count(*) from history")
        let robot = Browser(world)
        let page = try await robot.open(link)
        for form in page.forms { try await robot.press(form) }
        #expect(try await world.count("select count(*) from history") == history)
        #expect(try await world.count("select count(*) from session") == 1)
        // A code was mailed to the bound address at most
        try await world.settle()
        #expect(world.mailbox.all.allSatisfy { $0.to == Self.taro })
    }

    @Test(arguments: TestStore.allCases)
    func `S3 no secret of any mail stands in the store, and a made-up link leads on`(store: TestStore) async throws {
        let (world, taro, link, instance) = try await requested(store)
        let secret = String(try #require(link.split(separator: "/").last))
        let dump = try world.folder.storeDump()
        let id = String(try #require(instance.split(separator: "/").last))
        #expect(dump.contains(id) && !dump.contains(secret))
        let unknown = try await taro.open("/l/\(String(repeating: "A", count: 43))")
        #expect(unknown.status == 404)
        #expect(unknown.body.contains("href=\"/tasks\""))
    }

    @Test(arguments: TestStore.allCases)
    func `S3 a link that was answered says when, and a resent one leads on to the task`(store: TestStore) async throws {
        let (world, taro, first, _) = try await requested(store)
        // When the mail is sent again
        let page = try await taro.open(first)
        try await taro.press(try #require(page.forms.first { $0.action.hasSuffix("/resend") }))
        try await world.settle()
        let second = try #require(world.linkPath(to: Self.taro))
        #expect(second != first)
        // Then the old link tells so and leads to the same task
        let old = try await taro.open(first)
        #expect(old.status == 410)
        #expect(old.text.contains("このリンクは無効になりました"))
        #expect(old.text.contains("再送"))
        #expect(old.body.contains("href=\"/instances/"))
        // And after the answer the newer one says that it was used; a stranger only that it is not needed
        let task = try await taro.open(second)
        try await taro.press(try #require(task.forms.first { $0.action.hasSuffix("/activate") }))
        let used = try await taro.open(second)
        #expect(used.status == 410)
        #expect(used.text.contains("2026年11月21日(土) 09:00 日本時間"))
        let stranger = try await Browser(world).open(second)
        #expect(stranger.status == 410)
        #expect(!stranger.text.contains("2026"))
        #expect(stranger.text.contains("no longer needed"))
    }

    @Test(arguments: TestStore.allCases)
    func `S4 the secret leaves the address at once and stands in no log, page or referrer`(store: TestStore)
        async throws
    {
        let (world, _, link, _) = try await requested(store)
        let visitor = Browser(world)
        let first = try await visitor.get(link)
        #expect(first.status == 303)
        #expect(first.location == "/link")
        #expect(first.headers[HeaderNames.referrerPolicy] == "no-referrer")
        #expect(first.headers[.cacheControl] == "no-store")
        let secret = try #require(link.split(separator: "/").last.map(String.init))
        let cookie = try #require(first.cookies.first { $0.hasPrefix("genkan-link=") })
        #expect(cookie.contains("HttpOnly") && cookie.contains("Max-Age=1800") && !cookie.contains(secret))
        let page = try await visitor.get("/link")
        #expect(!page.body.contains(secret))
        #expect(!page.body.contains("src=\"http") && !page.body.contains("url(http"))
        #expect(!world.log.lines.contains { $0.contains(secret) })
        #expect(world.log.lines.contains { $0.contains("GET /l/… 303") })
    }

    @Test(arguments: TestStore.allCases)
    func `S4 a foreign Host leaves the links of mails alone`(store: TestStore) async throws {
        let world = try await WebWorld(store)
        let evil: HTTPFields = [HeaderNames.forwardedHost: "evil.example"]
        let taro = Browser(world, headers: evil)
        try await taro.signIn(Self.taro, in: world)
        _ = try await taro.send(.get, "/", "", evil, authority: "evil.example")
        try await taro.fill("/start/account-request")
        try await world.settle()
        let mail = try #require(world.mail(to: Self.taro))
        #expect(mail.mail.text.contains("http://127.0.0.1:8080/l/"))
        #expect(!mail.mail.text.contains("evil.example") && !mail.mail.html.contains("evil.example"))
    }

    @Test(arguments: TestStore.allCases)
    func `AC-08 an expired link says when and asks again with one press`(store: TestStore) async throws {
        let (world, taro, link, _) = try await requested(store)
        // Given reminders at 7, 14 and 23 days, and nobody's answer
        for days in [7, 7, 9, 7, 1] as [Int64] {
            world.time.advance(.days(days))
            try await world.settle()
        }
        try await taro.signIn(Self.taro, in: world)
        // Then the newest link says that it is over, an older one too, and both lead on
        let older = try await taro.open(link)
        #expect(older.status == 410 && older.text.contains("期限切れ") && !older.text.contains("続けられます"))
        let newest = try #require(world.linkPath(to: Self.taro))
        let page = try await taro.open(newest)
        #expect(page.status == 410)
        #expect(page.text.contains("2026年12月21日(月)"))
        #expect(page.text.contains("期限切れ"))
        let again = try #require(page.body.firstMatch(of: /href="(\/start\/account-request\?from=[^"]+)"/))
        // The form is filled in again, and the identifier is free
        let sent = try await taro.fill(String(again.1))
        #expect(sent.location?.hasPrefix("/instances/") == true)
    }
}
