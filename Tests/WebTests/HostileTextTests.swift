import HTTPTypes
import Testing

@testable import Web

@Suite struct `S24 nothing that somebody typed becomes markup` {
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg/onload=alert(1)>",
        "</textarea><b>x</b>",
        "</title><h1>x</h1>", "{{token}}", "{{{token}}}", "{{#t}}x{{/t}}", "&lt;b&gt;", "a & b \"c\" 'd' `e`",
    ]

    @Test(arguments: hostile) func `a hostile account name is text on every page`(name: String) async throws {
        let world = try await WebWorld()
        let egain = Browser(world)
        try await egain.signIn("egain@webmail.example", in: world)
        let done = try await egain.fill("/start/account-request", ["accountName": name])
        let path = try #require(done.location)
        var pages = [try await egain.get(path), try await egain.get("/"), try await egain.get("/requests")]
        let account = try #require(pages[0].body.firstMatch(of: /href="(\/accounts\/[^"]+)"/).map { String($0.1) })
        for part in ["", "/members", "/virtual-accounts", "/agreements", "/events"] {
            pages.append(try await egain.get(account + part))
        }
        for page in pages {
            #expect(page.status == 200)
            for tag in ["<script", "<img", "<b>", "onerror=alert(1)>", "<svg/onload", "</textarea><b"] {
                #expect(!page.body.contains(tag))
            }
        }
        let escaped = name.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
        #expect(pages[0].body.contains(escaped))
    }

    @Test(arguments: hostile) func `a hostile value comes back into its box as it was`(value: String) async throws {
        let world = try await WebWorld()
        let anna = Browser(world)
        try await anna.signIn("anna@kestrel.example", in: world)
        let refused = try await anna.fill("/profile", ["preferredName": value, "firstName": ""])
        #expect(refused.status == 422)
        let form = try #require(refused.forms.first { $0.action == "/profile" })
        #expect(form.fields.contains { $0.name == "preferredName" && $0.value == value })
    }

    @Test func `every kind of answer bears the headers, and no page has a script or a foreign part`() async throws {
        let world = try await WebWorld()
        let anna = Browser(world)
        try await anna.signIn("anna@kestrel.example", in: world)
        let paths = [
            "/", "/tasks", "/requests", "/profile", "/start/account-request", "/nothing", "/link", "/sign-out",
        ]
        for path in paths + ["/health/live", "/health/ready", "/next-steps", "/accounts/x", "/dev/mailbox", "/sign-in"]
        {
            let answer = try await anna.get(path)
            #expect(answer.headers[HeaderNames.contentSecurityPolicy] == SecurityHeaders.policy, "\(path)")
            #expect(answer.headers[HeaderNames.contentTypeOptions] == "nosniff")
            #expect(answer.headers[HeaderNames.referrerPolicy] == "no-referrer")
            #expect(answer.headers[HeaderNames.openerPolicy] == "same-origin")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[HeaderNames.transportSecurity] == nil)
            #expect(
                !answer.body.contains("<script") && !answer.body.contains(" style=") && !answer.body.contains("=\"http")
            )
        }
        let page = try await anna.get("/")
        let sheet = try #require(page.body.firstMatch(of: /href="(\/assets\/[^"]+\.css)"/).map { String($0.1) })
        let style = try await anna.get(sheet)
        #expect(style.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(style.body.utf8.count < 20 * 1024)
        #expect(try await anna.get("/assets/other.css").status == 404)
    }
}
