import HTTPTypes
import Statecharts
import Storage
import TestKit
import Testing

@Suite struct `Idempotency keys of the API` {
    @Test(arguments: TestStore.allCases)
    func `C01 a repeat gets its old answer after the role is lost, and no body after the sight is lost`(
        store: TestStore
    ) async throws {
        let api = try await APIWorld(store)
        let path = try await api.errand(as: try await api.token("asker@one.example"))
        let doer = try await api.token("doer@two.example")
        let body = #"{"event": "hand", "data": {"doer": "other@two.example"}}"#
        let first = try await api.post("\(path)/events", body, as: doer, key: "k")
        #expect(first.status == 200)
        #expect(!first.isReplay)
        let again = try await api.post("\(path)/events", body, as: doer, key: "k")
        #expect(again.status == 200)
        #expect(again.isReplay)
        #expect(again.json["revision"] == 2)
        #expect(again.headers[.eTag] == "\"2\"")
        #expect(try await api.post("\(path)/events", body, as: doer, key: "k3").status == 403)

        try await api.world.database.transaction { tx in tx.write(Statement("test.forget", "delete from mention")) }
        let blind = try await api.post("\(path)/events", body, as: doer, key: "k")
        #expect(blind.status == 200)
        #expect(blind.isReplay)
        #expect(blind.bytes.isEmpty)
        #expect(blind.headers[.eTag] == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `C07 a corrected form may come with the same key, a false guard stays answered`(store: TestStore) async throws
    {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        let doer = try await api.token("doer@two.example")
        let path = try await api.errand(as: asker)
        let early = try await api.post("\(path)/events", #"{"event": "guarded"}"#, as: asker, key: "k2")
        #expect(early.status == 409)
        #expect(early.problem == "refused")
        #expect(early.json["detail"] == "Touch it first, then try again.")
        _ = try await api.post("\(path)/events", #"{"event": "touch"}"#, as: asker)
        let late = try await api.post("\(path)/events", #"{"event": "guarded"}"#, as: asker, key: "k2")
        #expect(late.status == 409)
        #expect(late.isReplay)
        #expect(late.bytes == early.bytes)

        let wrong = try await api.post(
            "\(path)/events", #"{"event": "finish", "data": {"note": "x"}}"#, as: doer, key: "k")
        #expect(wrong.status == 422)
        #expect(wrong.pointers == ["/data/note"])
        #expect(wrong.codes == ["tooShort"])
        #expect(wrong.json["errors"]?[0]?["detail"] == "Write at least 3 characters. Now there are 1.")
        let right = try await api.post(
            "\(path)/events", #"{"event": "finish", "data": {"note": "xyz"}}"#, as: doer, key: "k")
        #expect(right.status == 200)
        #expect(!right.isReplay)
    }

    @Test(arguments: TestStore.allCases)
    func `C47 of 64 parallel sends of one key one has an effect, and all others say so`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        let path = try await api.errand(as: asker)
        let replies = try await parallel(64) {
            try await api.post("\(path)/events", #"{"event": "touch"}"#, as: asker, key: "k")
        }
        #expect(replies.filter { $0.status == 200 && !$0.isReplay }.count == 1)
        for reply in replies where reply.status != 200 {
            #expect(reply.problem == "in-progress")
            #expect(reply.headers[.retryAfter] == "1")
        }
        #expect(try await api.get(path, as: asker).json["context"]?["count"] == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `C47 of 64 parallel starts with one key there is one instance`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        let replies = try await parallel(64) {
            try await api.post(
                "/workflows/errand/instances", #"{"data": {"doer": "doer@two.example"}}"#, as: asker, key: "k")
        }
        #expect(replies.filter { $0.status == 201 && !$0.isReplay }.count == 1)
        #expect(replies.allSatisfy { $0.status == 201 || $0.problem == "in-progress" })
        #expect(Set(replies.compactMap { $0.headers[.location] }).count == 1)
        #expect(try await api.get("/instances", as: asker).json["instances"]?.arrayValue?.count == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `C48 a key means the same request only: other body or If-Match 422, other caller or path of its own`(
        store: TestStore
    ) async throws {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        let other = try await api.token("other@three.example")
        let start = "/workflows/errand/instances"
        let body = #"{"data": {"doer": "doer@two.example"}}"#
        let first = try await api.post(start, body, as: asker, key: "k")
        let changed = try await api.post(start, #"{"data": {"doer": "else@two.example"}}"#, as: asker, key: "k")
        #expect(changed.status == 422)
        #expect(changed.problem == "key-reused")
        let independent = try await api.post(start, body, as: other, key: "k")
        #expect(independent.status == 201)
        #expect(!independent.isReplay)
        #expect(independent.json["id"] != first.json["id"])

        let id = first.json["id"]?.stringValue ?? ""
        let path = "/instances/\(id)/events"
        let touch = try await api.post(path, #"{"event": "touch"}"#, as: asker, key: "k", ifMatch: "\"1\"")
        #expect(touch.status == 200)
        #expect(!touch.isReplay)
        #expect(try await api.post(path, #"{"event": "touch"}"#, as: asker, key: "k").problem == "key-reused")
        let same = try await api.post(
            path, #"{ "data": {}, "event" : "touch" }"#, as: asker, key: "k", ifMatch: "\"1\"")
        #expect(same.isReplay, "blanks and the order of members are no other body")
        #expect(try await api.get("/instances/\(id)", as: asker).json["revision"] == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `a keyless start has a receipt of the server's own`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        _ = try await api.errand(as: try await api.token("asker@one.example"))
        #expect(try await api.world.count("select count(*) from receipt") == 1)
    }

    @Test(arguments: [("", 400), (String(repeating: "k", count: 256), 400), ("schlüssel", 400), ("k k", 200)])
    func `a key has 1 to 255 printable characters`(key: String, status: Int) async throws {
        let api = try await APIWorld()
        let asker = try await api.token("asker@one.example")
        let path = try await api.errand(as: asker)
        let reply = try await api.post("\(path)/events", #"{"event": "touch"}"#, as: asker, key: key)
        #expect(reply.status == status, "\(reply.text)")
        let longest = String(repeating: "k", count: 255)
        #expect(try await api.post("\(path)/events", #"{"event": "touch"}"#, as: asker, key: longest).status == 200)
    }

    private func parallel(
        _ count: Int, _ ask: @escaping @Sendable () async throws -> APIReply
    ) async throws -> [APIReply] {
        try await withThrowingTaskGroup(of: APIReply.self) { group in
            for _ in 0..<count { group.addTask { try await ask() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
