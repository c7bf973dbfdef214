import HTTPTypes
import Onboarding
import Statecharts
import TestKit
import Testing

@Suite struct `S15 bearer tokens` {
    @Test func `every address asks for a token, and a cookie is none`() async throws {
        let api = try await APIWorld()
        let path = try await api.errand(as: try await api.token("asker@one.example"))
        for address in [path, "\(path)/history", "/instances", "/tasks", "/accounts/one.example"] {
            let reply = try await api.get(address, as: nil)
            #expect(reply.status == 401)
            #expect(reply.problem == "unauthorized")
            #expect(reply.headers[.wwwAuthenticate] == "Bearer realm=\"genkan\"")
        }
        for address in ["/workflows/errand/instances", "\(path)/events"] {
            let reply = try await api.post(address, #"{"event": "touch"}"#, as: nil, headers: [.cookie: "genkan=abc"])
            #expect(reply.status == 401)
            #expect(reply.headers[.setCookie] == nil)
        }
        let read = try await api.get(path, as: try await api.token("asker@one.example"))
        #expect(read.json["revision"] == 1)
    }

    @Test func `a malformed, foreign or made-up token is 401 with invalid_token`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        let wrong = [
            "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer \(token)0", "Bearer \(token.dropLast())", token,
            "Bearer gk_" + String(repeating: "0", count: 72), "Bearer \(token), Bearer \(token)",
            "Bearer " + String(repeating: "x", count: 10_000),
        ]
        for value in wrong {
            let reply = try await api.ask(.get, "/api/v1/tasks", headers: [.authorization: value])
            #expect(reply.status == 401, "\(value)")
            #expect(reply.headers[.wwwAuthenticate] == "Bearer realm=\"genkan\", error=\"invalid_token\"")
        }
        let lower = try await api.ask(.get, "/api/v1/tasks", headers: [.authorization: "bearer \(token)"])
        #expect(lower.status == 200, "the scheme's case does not count (RFC 9110, 11.1)")
    }

    @Test func `a revoked token is out at the next request`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        #expect(try await api.get("/tasks", as: token).status == 200)
        let people = People(database: api.world.database)
        let address = try #require(EmailAddress("asker@one.example"))
        let person = try #require(try await people.person(address: address))
        for known in try await api.tokens.tokens(of: person.id, now: api.world.time.now) {
            try await api.tokens.revoke(known.id, of: person, now: api.world.time.now)
        }
        #expect(try await api.get("/tasks", as: token).status == 401)
    }

    @Test func `a token ends after 90 days`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        api.world.time.advance(Span(microseconds: Span.days(90).microseconds - 1))
        #expect(try await api.get("/tasks", as: token).status == 200)
        api.world.time.advance(Span(microseconds: 1))
        #expect(try await api.get("/tasks", as: token).status == 401)
    }

    @Test(arguments: ["access_token=TOKEN", "token=x", "a=1&b=TOKEN", "Access_Token=1", "TOKEN"])
    func `a token in the address is 400, with or without one in the header`(query: String) async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        let address = "/tasks?" + query.replacing("TOKEN", with: token)
        for header in [token, nil] {
            let reply = try await api.get(address, as: header)
            #expect(reply.status == 400)
            #expect(reply.problem == "token-in-query")
            #expect(!reply.text.contains(token))
        }
    }

    @Test func `any other query is 400 instead of being passed over`() async throws {
        let api = try await APIWorld()
        let reply = try await api.get("/tasks?workflow=errand", as: try await api.token("asker@one.example"))
        #expect(reply.status == 400)
        #expect(reply.problem == "unknown-parameter")
    }

    @Test func `there is no CORS: no answer names an origin, and a preflight is 405`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        let headers: HTTPFields = [.origin: "https://elsewhere.example"]
        let replies = [
            try await api.get("/tasks", as: token, headers: headers),
            try await api.get("/tasks", as: nil, headers: headers),
            try await api.ask(.options, "/api/v1/tasks", headers: headers),
        ]
        #expect(replies.map(\.status) == [200, 401, 405])
        for reply in replies {
            #expect(!reply.headers.contains { $0.name.rawName.lowercased().hasPrefix("access-control-") })
        }
    }
}
