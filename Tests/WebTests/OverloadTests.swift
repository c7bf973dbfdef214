import Engine
import HTTPTypes
import Storage
import TestKit
import Testing

@testable import Web

/// What is too much is refused with a time to come back, and never suffered.
@Suite struct `R29 overload` {
    @Test func `a caller with too many requests under way is told to wait, strangers and health are not`()
        async throws
    {
        let world = try await APIWorld(requestsPerCaller: 0)
        let token = try await world.token("taro@xyz-manufacture.example")
        let refused = try await world.get("/instances", as: token)
        #expect(refused.status == 429)
        #expect(refused.problem == "too-many-requests")
        #expect(refused.headers[.retryAfter] == "1")
        #expect(try await world.get("/instances", as: nil).status == 401)
        #expect(try await world.ask(.get, "/health/live", as: nil).status == 200)
    }

    @Test func `a browser with too many requests under way gets a page that says so`() async throws {
        let world = try await WebWorld(requestsPerCaller: 0)
        let browser = Browser(world)
        browser.cookies["genkan"] = "anything"
        let refused = try await browser.get("/")
        #expect(refused.status == 429)
        #expect(refused.headers[.retryAfter] == "1")
        #expect(refused.heading == "Please wait a moment")
    }

    @Test func `what is answered makes room again`() async throws {
        let world = try await APIWorld(requestsPerCaller: 1)
        let token = try await world.token("taro@xyz-manufacture.example")
        for _ in 0..<3 { #expect(try await world.get("/instances", as: token).status == 200) }
    }

    @Test
    func `a store that is away is 503 with a time on pages and in the API, and health of life is not asked there`()
        async throws
    {
        let world = try await APIWorld()
        let token = try await world.token("taro@xyz-manufacture.example")
        let browser = Browser(world.world)
        try await browser.signIn("taro@xyz-manufacture.example", in: world.world)
        try await world.world.database.close()
        let page = try await browser.get("/")
        #expect(page.status == 503)
        #expect(page.headers[.retryAfter] == "5")
        let problem = try await world.get("/instances", as: token)
        #expect(problem.status == 503)
        #expect(problem.problem == "store-unavailable")
        #expect(problem.headers[.retryAfter] == "5")
        #expect(try await browser.get("/health/live").status == 200)
        #expect(try await browser.get("/health/ready").status == 200)
    }

    @Test func `a wait for a connection that was in vain is said to be overload`() {
        let fault = Engine.fault(DatabaseError(.overloaded, message: "all are in use"))
        #expect(fault.code == .overloaded && fault.status == 503 && fault.retryAfterSeconds == 1)
        #expect(Engine.fault(DatabaseError(.connectionLost, message: "gone")).code == .storeUnavailable)
    }
}
