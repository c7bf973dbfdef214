import Testing

@testable import Web

@Suite struct `S33 next leads to our own pages only` {
    static let ways = [
        "", "//evil.example", "///evil.example", "////evil.example/%2f..", "http://evil.example",
        "https://evil.example",
        "https:evil.example", "http:/evil.example", "HTTP://evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
        "data:text/html,x", "vbscript:x", "evil.example", "evil.example/tasks", "@evil.example", "?next=/tasks",
        "#tasks",
        "\\\\evil.example", "/\\evil.example", "/\\/evil.example", "\\/evil.example", "/tasks\\..\\..",
        "/%5Cevil.example",
        "/%5c%5cevil.example", "/%2Fevil.example", "/%2f%2fevil.example", "/tasks//evil.example", "/./evil.example",
        "/.//evil.example", "/../evil.example", "/..//evil.example", "/%2e%2e/evil.example", "/%2E/x",
        "/\tevil.example",
        "/\n/evil.example", "/\r\nLocation: https://evil.example", "/%0d%0aLocation:x", "/%00", "/ta sks", " /tasks",
        "/tasks ", "/\u{3000}", "/タスク", "/%ff", "/%zz", "/%", "/%252fevil.example", "/a\u{7F}", "/accounts/a%20b",
        "/sign-out", "/sign-in",
        "/sign-in?next=/", "/l/secret", "/api/v1/tasks", "/language", "/tasks?a=<script>", "/tasks?a=\"x",
        "/" + String(repeating: "a", count: 600),
    ]
    static let pages = [
        "/", "/tasks", "/requests", "/start/account-request",
        "/start/account-request?from=018f9e2a-7c00-7000-8000-0001",
        "/instances/018f9e2a/events/accept", "/accounts/xyz-manufacture.example", "/link",
        "/tasks?x=http://evil.example",
        "/next-steps?account=a#b", "/accounts/a%2Db",
    ]

    @Test(arguments: ways) func `an address that may lead elsewhere is none`(candidate: String) {
        #expect(LocalPath(candidate) == nil)
    }

    @Test(arguments: pages) func `a page of our own is taken as it is`(candidate: String) {
        #expect(LocalPath(candidate)?.text == candidate)
    }

    @Test func `a refused next leads to the start page after signing in`() async throws {
        let world = try await WebWorld()
        let browser = Browser(world)
        let page = try await browser.get("/sign-in?next=%2F%2Fevil.example")
        #expect(!page.body.contains("evil.example"))
        try await browser.signIn("anna@kestrel.example", in: world)
        #expect(try await browser.get("/sign-in?next=https%3A%2F%2Fevil.example").location == "/")
        let profile = try await browser.get("/profile?return=//evil.example")
        #expect(!profile.body.contains("evil.example"))
    }
}
