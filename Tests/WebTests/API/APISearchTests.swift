import Engine
import Foundation
import HTTPTypes
import Statecharts
import TestKit
import Testing

@testable import Web

@Suite struct `The API looks for instances` {
    private func ids(_ reply: APIReply) -> [String] {
        (reply.json["instances"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    }

    /// The id of an errand; the next one is newer, for those of one millisecond have no order.
    private func made(_ api: APIWorld, as token: String) async throws -> String {
        let path = try await api.errand(as: token)
        api.world.time.advance(Span(microseconds: 1_000_000))
        return String(path.dropFirst("/instances/".count))
    }

    @Test(arguments: TestStore.allCases)
    func `by reference, words, workflow and state, among what one may see`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        let other = try await api.token("other@one.example")
        var made: [String] = []
        for note in ["Milk for the lab", "ＢＲＥＡＤ", "カタカナ"] {
            let reply = try await api.post(
                "/workflows/errand/instances", #"{"data": {"doer": "doer@two.example", "note": "\#(note)"}}"#, as: asker
            )
            made.append(try #require(reply.json["id"]?.stringValue))
            api.world.time.advance(Span(microseconds: 1_000_000))
        }
        _ = try await api.errand(as: other)
        _ = try await api.post("/instances/\(made[0])/events", #"{"event": "withdraw"}"#, as: asker)
        func found(_ query: String, _ token: String) async throws -> [String] {
            let reply = try await api.get("/instances\(query)", as: token)
            try #require(reply.status == 200, "\(reply.text)")
            return ids(reply)
        }
        #expect(try await found("", asker) == made.reversed())
        #expect(try await found("?state=withdrawn", asker) == [made[0]])
        #expect(try await found("?workflow=errand&state=waiting", asker) == [made[2], made[1]])
        #expect(try await found("?workflow=agreement", asker) == [])
        let reference = Reference.text(of: InstanceID(made[1]))
        for q in [reference, reference.lowercased(), String(reference.dropFirst(3)), made[1], "bread", "Bread"] {
            #expect(try await found("?q=\(q)", asker) == [made[1]], "\(q)")
        }
        #expect(try await found("?q=%E3%81%8B%E3%81%9F%E3%81%8B%E3%81%AA", asker) == [made[2]], "hiragana")
        #expect(try await found("?q=MILK%20for", asker) == [made[0]])
        // Somebody else's are not found, by whatever one looks for
        for q in ["?q=\(reference)", "?q=bread", "?state=withdrawn"] {
            #expect(try await found(q, other) == [], "\(q)")
        }
        #expect(try await found("?q=doer@two.example", try await api.token("stranger@three.example")) == [])
    }

    @Test(arguments: TestStore.allCases)
    func `page by page, without gap or repeat while others are made`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        var made: [String] = []
        for _ in 0..<5 { made.append(try await self.made(api, as: asker)) }
        var seen: [String] = []
        var cursor: String?
        repeat {
            let reply = try await api.get("/instances?limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""), as: asker)
            seen += ids(reply)
            cursor = reply.json["next"]?.stringValue
            let link = cursor.map { "</api/v1/instances?limit=2&cursor=\($0)>; rel=\"next\"" }
            #expect(reply.headers[HeaderNames.link] == link)
            _ = try await self.made(api, as: asker)
        } while cursor != nil
        #expect(seen == made.reversed())
        for query in ["cursor=x", "limit=0", "limit=201", "limit=many", "sort=up", "q=%FF"] {
            let reply = try await api.get("/instances?\(query)", as: asker)
            #expect(reply.problem == "unknown-parameter" || reply.problem == "bad-request", "\(query)")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a reviewer finds the cases of the group, and nobody else does`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let reply = try await api.post(
            "/workflows/account-request/instances",
            #"""
            {"data": {"authority": "self", "accountName": "Kestrel Lab", "editIdentifier": true, "prefix": "lab",
            "domain": "kestrel.example", "justification": "A second account for our lab.",
            "phone": "+44 20 7946 0199", "headquarters": {"country": "GB", "line1": "1 Sample Street",
            "city": "London", "postalCode": "SW1A 0AA"}}}
            """#, as: try await api.token("anna@kestrel.example"))
        let id = try #require(reply.json["id"]?.stringValue)
        for (person, expected) in [
            ("rei@vendor.example", [id]), ("anna@kestrel.example", [id]), ("olga@vendor.example", []),
            ("taro@xyz-manufacture.example", []),
        ] {
            let token = try await api.token(person)
            #expect(ids(try await api.get("/instances?q=lab.kestrel.example", as: token)) == expected, "\(person)")
        }
    }

    @Test func `the page finds, says when it finds nothing, and leads on to older ones`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("anna@kestrel.example")
        var made: [String] = []
        for _ in 0..<52 { made.append(try await self.made(api, as: token)) }
        for (language, older, nothing) in [
            ("en", "Older requests", "Nothing of yours is like that."),
            ("ja", "これより前のリクエスト", "該当するリクエストはありません。"),
        ] {
            let anna = Browser(api.world)
            try await anna.signIn("anna@kestrel.example", in: api.world)
            api.world.time.advance(.hours(1))
            let switching = try #require(try await anna.get("/requests").forms.first { $0.action == "/language" })
            try await anna.press(switching, ["language": language])
            let first = try await anna.get("/requests")
            #expect(first.text.contains(older) && first.body.contains(made[51]) && !first.body.contains(made[1]))
            let next = try #require(first.body.firstMatch(of: /href="(\/requests\?cursor=[^"]+)"/).map { String($0.1) })
            let second = try await anna.get(next)
            #expect(second.body.contains(made[1]) && second.body.contains(made[0]) && !second.text.contains(older))
            let reference = Reference.text(of: InstanceID(made[7]))
            let found = try await anna.get("/requests?q=\(reference)&workflow=errand&state=waiting")
            #expect(found.body.contains(made[7]) && !found.body.contains(made[8]) && found.body.contains(reference))
            let none = try await anna.get("/requests?q=%3Cb%3Enothing")
            #expect(none.text.contains(nothing) && none.body.contains("value=\"&lt;b&gt;nothing\""))
        }
    }
}
