import HTTPTypes
import Testing

@testable import Web

@Suite struct `S38 the developer's mailbox is for this machine only` {
    @Test(arguments: [
        ("127.0.0.1", true), ("127.0.0.1:8080", true), ("localhost:8080", true), ("LOCALHOST", true), ("[::1]", true),
        ("[::1]:8080", true), ("", false), ("evil.example", false), ("127.0.0.1.evil.example", false),
        ("localhost.evil.example:8080", false), ("127.0.0.1:8080@evil.example", false), ("127.0.0.1:", false),
        ("[::1", false), ("[::1].evil.example", false), ("0.0.0.0:8080", false), ("192.168.0.1", false),
        ("127.0.0.1:80800000", false),
    ]) func `the name in Host decides`(authority: String, isOpen: Bool) {
        #expect(DeveloperDoor.isLoopback(authority: authority) == isOpen)
    }

    @Test func `a rebound name, a proxy and a public installation find nothing`() async throws {
        let world = try await WebWorld()
        let browser = Browser(world)
        let json: HTTPFields = [.accept: "application/json"]
        let open = try await browser.get("/dev/mailbox", headers: json)
        #expect(open.status == 200)
        #expect(open.body.hasPrefix("{\"messages\":["))
        #expect(try await browser.send(.get, "/dev/mailbox", "", json, authority: "evil.example").status == 404)
        for name in [HeaderNames.forwarded, HeaderNames.forwardedFor, HeaderNames.forwardedHost] {
            #expect(try await browser.get("/dev/mailbox", headers: [name: "127.0.0.1"]).status == 404)
        }
        let closed = try await WebWorld(hasMailbox: false)
        #expect(try await Browser(closed).get("/dev/mailbox").status == 404)
    }

    @Test func `a mail shows its text with links, and its HTML under a policy that runs nothing`() async throws {
        let world = try await WebWorld()
        let browser = Browser(world)
        try await browser.signIn("taro@xyz-manufacture.example", in: world)
        try await browser.fill("/start/account-request")
        try await world.settle()
        let list = try await browser.get("/dev/mailbox")
        let path = try #require(list.body.firstMatch(of: /href="(\/dev\/mailbox\/[^"]+)"/).map { String($0.1) })
        let mail = try await browser.get(path)
        #expect(mail.body.contains("<a href=\"http://127.0.0.1:8080/l/"))
        let html = try await browser.get("\(path)/html")
        let policy = try #require(html.headers[HeaderNames.contentSecurityPolicy])
        #expect(policy.hasPrefix("sandbox") && !policy.contains("allow-scripts") && !policy.contains("allow-forms"))
    }
}
