import HTTPTypes
import Hummingbird
import TestKit
import Testing

@testable import Web

@Suite struct `S11 forms are taken from our own pages only` {
    private static let own = "http://127.0.0.1:8080"

    /// Headers of a request that another site, or no site, sends.
    private static let foreign: [(String, HTTPFields)] = [
        ("cross-site", [HeaderNames.fetchSite: "cross-site", .origin: "https://evil.example"]),
        ("same-site", [HeaderNames.fetchSite: "same-site", .origin: own]),
        ("foreign Origin", [.origin: "https://evil.example"]),
        ("Origin null", [.origin: "null"]),
        ("our name as a part", [.origin: "http://127.0.0.1:8080.evil.example"]),
        ("another port", [.origin: "http://127.0.0.1:8081"]),
        ("neither header", [:]),
    ]

    @Test(arguments: TestStore.allCases)
    func `every form is refused from elsewhere and without its token, and nothing changes`(store: TestStore)
        async throws
    {
        let world = try await WebWorld(store)
        let browser = Browser(world)
        try await browser.signIn("anna@kestrel.example", in: world)
        let home = try await browser.get("/")
        let token = try #require(home.forms.first?.fields.first { $0.name == "_token" }?.value)
        let other = Browser(world)
        let strange = try #require(try await other.get("/sign-in").forms.first?.fields.first?.value)
        let paths = world.application.makeRouter().routes.filter { $0.method == .post }.map { "\($0.path)" }
            .filter { !$0.hasPrefix("/api") }
        #expect(paths.count >= 9)
        let before = try await world.everything()
        for path in paths.map({ $0.replacing(/[:{][a-z]+}?/, with: "x") }) {
            for (name, headers) in Self.foreign {
                let answer = try await browser.post(path, [("_token", token)], headers: headers)
                #expect(answer.status == 403, "\(path) \(name)")
            }
            for wrong in [strange, "", String(token.dropLast()) + (token.hasSuffix("A") ? "B" : "A"), token + "AA"] {
                let answer = try await browser.post(path, [("_token", wrong)])
                #expect(answer.status == 403, "\(path) \(wrong)")
            }
            #expect(try await browser.post(path, []).status == 403)
            let plain: HTTPFields = [HeaderNames.fetchSite: "same-origin", .contentType: "text/plain"]
            #expect(try await browser.post(path, [("_token", token)], headers: plain).status == 415)
        }
        #expect(try await world.everything() == before)
    }

    @Test(arguments: TestStore.allCases)
    func `without Sec-Fetch-Site our own Origin is enough`(store: TestStore) async throws {
        let world = try await WebWorld(store)
        let browser = Browser(world)
        let page = try await browser.get("/")
        let form = try #require(page.forms.first { $0.action == "/language" })
        let answer = try await browser.press(form, ["language": "ja"], headers: [.origin: Self.own])
        #expect(answer.location == "/")
        #expect(try await browser.get("/").body.contains("<html lang=\"ja\">"))
    }

    @Test(arguments: TestStore.allCases)
    func `too much, unreadable and unknown methods are told apart`(store: TestStore) async throws {
        let world = try await WebWorld(store)
        let browser = Browser(world)
        try await browser.get("/")
        let big = try await browser.post("/sign-in", [("email", String(repeating: "a", count: 70_000))])
        #expect(big.status == 413)
        let form: HTTPFields = [
            .contentType: "application/x-www-form-urlencoded", HeaderNames.fetchSite: "same-origin",
        ]
        #expect(try await browser.send(.post, "/sign-in", "a=%zz", form).status == 400)
        let put = try await browser.send(.put, "/sign-in", "", form)
        #expect(put.status == 403)
        let wrong = try await browser.send(.get, "/sign-out", "", [:])
        #expect(wrong.status == 405)
        #expect(wrong.headers[.allow] == "POST")
        #expect(try await browser.send(.trace, "/", "", form).status == 403)
    }
}
