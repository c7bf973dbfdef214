import Engine
import HTTPTypes
import Statecharts
import TestKit
import Testing

@testable import Web

@Suite struct `Signing in by a mailed code` {
    private static let anna = "anna@kestrel.example"

    /// Asks for a code and gives the form that takes it.
    private func asked(_ browser: Browser, _ world: WebWorld, _ address: String = anna) async throws -> HTMLForm {
        let sent = try await browser.fill("/sign-in", ["email": address])
        let page = try await browser.get(try #require(sent.location))
        try await world.settle()
        return try #require(page.forms.first { $0.action == "/sign-in/code" })
    }

    @Test func `S5 a code works once, and five wrong answers end it`() async throws {
        let world = try await WebWorld()
        let browser = Browser(world)
        let form = try await asked(browser, world)
        let code = try #require(world.code(to: Self.anna))
        let wrong = code.hasPrefix("0") ? "11111111" : "00000000"
        for left in [4, 3, 2, 1] {
            let answer = try await browser.press(form, ["code": wrong])
            #expect(answer.status == 422)
            #expect(answer.body.contains("<title>Error: "))
            #expect(answer.text.contains("\(left) tries are left"))
        }
        try await browser.press(form, ["code": wrong])
        let late = try await browser.press(form, ["code": code])
        #expect(late.status == 422)
        #expect(late.text.contains("wrong five times"))
        #expect(try await world.count("select count(*) from session") == 0)
    }

    @Test func `S5 a code is good for ten minutes, and a newer one ends it`() async throws {
        let world = try await WebWorld()
        let browser = Browser(world)
        let form = try await asked(browser, world)
        let old = try #require(world.code(to: Self.anna))
        let second = try await asked(browser, world)
        let new = try #require(world.code(to: Self.anna))
        #expect(try await browser.press(form, ["code": old]).status == 422)
        world.time.advance(.minutes(11))
        let late = try await browser.press(second, ["code": new])
        #expect(late.status == 422)
        #expect(late.text.contains("no longer valid"))
    }

    @Test func `S5 after five codes in an hour the page says when to try again`() async throws {
        let world = try await WebWorld()
        let browser = Browser(world)
        for _ in 0..<5 { _ = try await asked(browser, world) }
        let sixth = try await browser.fill("/sign-in", ["email": Self.anna])
        #expect(sixth.status == 429)
        #expect(sixth.text.contains("60 minutes"))
    }

    @Test func `S6 a code works in the browser that asked for it and in no other`() async throws {
        // Given a code that the attacker asked for, and a victim with a browser of his own
        let world = try await WebWorld()
        let attacker = Browser(world)
        let form = try await asked(attacker, world)
        let code = try #require(world.code(to: Self.anna))
        let victim = Browser(world)
        let page = try await victim.get("/sign-in")
        let token = try #require(page.forms.first?.fields.first { $0.name == "_token" }?.value)
        // Then the attacker's form does nothing in the victim's browser, with either token
        #expect(try await victim.press(form, ["code": code]).status == 403)
        let state = try #require(form.fields.first { $0.name == "state" }?.value)
        let tried = try await victim.post("/sign-in/code", [("_token", token), ("state", state), ("code", code)])
        #expect(tried.status == 422)
        #expect(tried.text.contains("This browser did not ask"))
        #expect(victim.cookies["genkan"] == nil)
    }

    @Test func `S7 known and unknown addresses are answered alike`() async throws {
        let world = try await WebWorld()
        var pages: [String] = []
        for address in [Self.anna, "nobody@kestrel.example"] {
            let browser = Browser(world)
            let sent = try await browser.fill("/sign-in", ["email": address])
            #expect(sent.status == 303)
            let page = try await browser.get(try #require(sent.location))
            let neutral = page.body.replacing(address, with: "ADDRESS")
                .replacing(/value="[^"]{20,}"/, with: "value").replacing(/state=[^"]+/, with: "state")
            pages.append("\(page.status) \(neutral)")
        }
        #expect(pages[0] == pages[1])
    }

    @Test func `S7 an account that exists and one that does not are the same 404 to a stranger`() async throws {
        let world = try await WebWorld()
        let taro = Browser(world)
        try await taro.signIn("mohammad@webmail.example", in: world)
        let done = try await taro.fill("/start/account-request")
        let steps = try await taro.get(try #require(done.location))
        let path = try #require(steps.body.firstMatch(of: /href="(\/accounts\/[a-z0-9]{6}\.smb)"/).map { String($0.1) })
        #expect(try await taro.get(path).status == 200)
        let stranger = Browser(world)
        try await stranger.signIn(Self.anna, in: world)
        let known = try await stranger.get(path)
        let unknown = try await stranger.get("/accounts/zzzzzz.smb")
        #expect(known.status == 404)
        let neutral = { (page: Answered, path: String) in page.body.replacing(path, with: "PATH") }
        #expect(neutral(known, path) == neutral(unknown, "/accounts/zzzzzz.smb"))
    }

    @Test func `S10 the session's cookie is closed to scripts and ends on the server at sign-out`() async throws {
        let world = try await WebWorld()
        let browser = Browser(world)
        let form = try await asked(browser, world)
        let answer = try await browser.press(form, ["code": try #require(world.code(to: Self.anna))])
        let cookie = try #require(answer.cookies.first { $0.hasPrefix("genkan=") })
        #expect(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax") && cookie.contains("; Path=/"))
        #expect(!cookie.contains("Domain"))
        let secret = try #require(browser.cookies["genkan"])
        #expect(secret.count >= 32)
        let home = try await browser.get("/")
        let signOut = try #require(home.forms.first { $0.action == "/sign-out" })
        try await browser.press(signOut)
        #expect(browser.cookies["genkan"] == nil)
        browser.cookies["genkan"] = secret
        #expect(try await browser.get("/tasks").location == "/sign-in?next=%2Ftasks")
    }

    @Test func `S10 a session ends after eight idle hours`() async throws {
        let world = try await WebWorld()
        let browser = Browser(world)
        try await browser.signIn(Self.anna, in: world)
        world.time.advance(.hours(7))
        #expect(try await browser.get("/tasks").status == 200)
        world.time.advance(.hours(9))
        #expect(try await browser.get("/tasks").status == 303)
    }

    @Test func `S10 with https the cookies have the prefix, Secure, and HSTS stands on every answer`() async throws {
        let world = try await WebWorld(publicURL: "https://genkan.vendor.example", hasMailbox: false)
        let answer = try await Browser(world).get("/sign-in")
        let cookie = try #require(answer.cookies.first)
        #expect(cookie.hasPrefix("__Host-genkan-browser=") && cookie.hasSuffix("; Secure"))
        #expect(answer.headers[HeaderNames.transportSecurity] == "max-age=31536000; includeSubDomains")
    }

    @Test func `after signing in one stands where one wanted to go`() async throws {
        let world = try await WebWorld()
        let browser = Browser(world)
        let refused = try await browser.get("/start/account-request")
        #expect(refused.location == "/sign-in?next=%2Fstart%2Faccount-request")
        let page = try await browser.get(try #require(refused.location))
        let sent = try await browser.press(
            try #require(page.forms.first { $0.action == "/sign-in" }), ["email": Self.anna])
        let codePage = try await browser.get(try #require(sent.location))
        try await world.settle()
        let form = try #require(codePage.forms.first { $0.action == "/sign-in/code" })
        let done = try await browser.press(form, ["code": try #require(world.code(to: Self.anna))])
        #expect(done.location == "/start/account-request")
    }
}
