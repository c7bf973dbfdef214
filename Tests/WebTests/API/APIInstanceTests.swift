import Foundation
import HTTPTypes
import Statecharts
import TestKit
import Testing

@Suite struct `The API of instances` {
    @Test(arguments: TestStore.allCases)
    func `a start answers 201 with the instance, its address and its revision`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let token = try await api.token("asker@one.example")
        let reply = try await api.post(
            "/workflows/errand/instances", #"{"data": {"doer": "doer@two.example", "note": "Milk"}}"#, as: token)
        #expect(reply.status == 201)
        let id = reply.json["id"]?.stringValue ?? ""
        #expect(reply.headers[.location] == "/api/v1/instances/\(id)")
        #expect(reply.headers[.eTag] == "\"1\"")
        #expect(reply.headers[.contentType] == "application/json")
        #expect(reply.json["workflow"] == "errand")
        #expect(reply.json["version"] == 1)
        #expect(reply.json["title"] == "Errand")
        #expect(reply.json["state"] == "waiting")
        #expect(reply.json["stateTitle"] == "Waiting")
        #expect(reply.json["configuration"] == ["waiting"])
        #expect(reply.json["context"]?["note"] == "Milk")
        #expect(reply.json["context"]?["doer"]?["email"] == "doer@two.example")
        #expect(reply.json["isFinal"] == false)
        #expect(reply.json["createdAt"] == "2026-11-21T00:00:00.000000Z")
        #expect(reply.json["turns"]?[0]?["until"] == "2026-12-21T00:00:00.000000Z")
        #expect(reply.json["turns"]?[0]?["otherwise"] == "Expired")
        #expect((reply.json["reference"]?.stringValue ?? "").isEmpty == false)
        let names = reply.json["events"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
        #expect(Set(names ?? []) == ["touch", "guarded", "withdraw"])
        let read = try await api.get("/instances/\(id)", as: token)
        #expect(read.status == 200)
        #expect(read.json == reply.json)
        #expect(read.headers[.eTag] == "\"1\"")
        #expect(read.headers[.cacheControl] == "no-store")
    }

    @Test(arguments: TestStore.allCases)
    func `an event that asks for fields is offered with their types and bounds`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let path = try await api.errand(as: try await api.token("asker@one.example"))
        let reply = try await api.get(path, as: try await api.token("doer@two.example"))
        let finish = reply.json["events"]?.arrayValue?.first { $0["name"] == "finish" }
        let wanted = try JSON(
            parsing: #"{"fields": [{"name": "note", "type": "text", "required": false, "min": 3, "max": 100}]}"#)
        #expect(finish?["form"] == wanted)
        let asker = try await api.get(path, as: try await api.token("asker@one.example"))
        #expect(asker.json["events"]?.arrayValue?.first { $0["name"] == "touch" }?["form"]?.isNull == true)
    }

    @Test(arguments: TestStore.allCases)
    func `an event answers 200 with the instance after it, and the history tells both steps`(store: TestStore)
        async throws
    {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        let doer = try await api.token("doer@two.example")
        let path = try await api.errand(as: asker)
        let reply = try await api.post(
            "\(path)/events", #"{"event": "finish", "data": {"note": "Bought"}}"#, as: doer, ifMatch: "\"1\"")
        #expect(reply.status == 200)
        #expect(reply.headers[.eTag] == "\"2\"")
        #expect(reply.json["state"] == "done")
        #expect(reply.json["isFinal"] == true)
        let entries = try await api.get("\(path)/history", as: asker).json["entries"]?.arrayValue ?? []
        #expect(entries.map { $0["revision"]?.integerValue } == [1, 2])
        #expect(entries.map { $0["event"]?.stringValue } == ["submit", "finish"])
        #expect(entries.first?["who"] == "asker@one.example")
        #expect(entries.last?["who"] == "d…@two.example")
    }

    @Test(arguments: TestStore.allCases)
    func `lists hold the caller's own instances and tasks only`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        let path = try await api.errand(as: asker)
        let id = JSON.string(String(path.dropFirst("/instances/".count)))
        let stranger = try await api.token("stranger@three.example")
        let doer = try await api.token("doer@two.example")
        #expect(try await api.get("/instances", as: asker).json["instances"]?[0]?["id"] == id)
        #expect(try await api.get("/instances", as: stranger).json["instances"]?.arrayValue?.isEmpty == true)
        #expect(try await api.get("/tasks", as: doer).json["tasks"]?[0]?["instance"] == id)
        #expect(try await api.get("/tasks", as: asker).json["tasks"]?.arrayValue?.isEmpty == true)
    }

    @Test(arguments: TestStore.allCases)
    func `a stranger reads the same 404 as for what does not exist, at every address of an instance`(
        store: TestStore
    ) async throws {
        let api = try await APIWorld(store)
        let path = try await api.errand(as: try await api.token("asker@one.example"))
        let stranger = try await api.token("stranger@three.example")
        let none = "/instances/018f9e2a-7c00-7000-8000-00000000abcd"
        for suffix in ["", "/history"] {
            let hidden = try await api.get(path + suffix, as: stranger)
            let absent = try await api.get(none + suffix, as: stranger)
            #expect(hidden.problem == "not-found")
            #expect(hidden.status == 404)
            #expect(hidden.bytes == absent.bytes)
        }
        let hidden = try await api.post("\(path)/events", #"{"event": "touch"}"#, as: stranger)
        let absent = try await api.post("\(none)/events", #"{"event": "touch"}"#, as: stranger)
        #expect(hidden.status == 404)
        #expect(hidden.bytes == absent.bytes)
        #expect(try await api.get("/instances/nonsense", as: stranger).bytes == api.get(none, as: stranger).bytes)
        #expect(try await api.post("/workflows/none/instances", "{}", as: stranger).problem == "not-found")
    }

    @Test(arguments: TestStore.allCases)
    func `an event of somebody else's turn is 403, and one the state lacks is 409 with those it has`(
        store: TestStore
    ) async throws {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        let path = try await api.errand(as: asker)
        let denied = try await api.post("\(path)/events", #"{"event": "finish"}"#, as: asker)
        #expect(denied.status == 403)
        #expect(denied.problem == "not-allowed")
        let unknown = try await api.post("\(path)/events", #"{"event": "no-such-event"}"#, as: asker)
        #expect(unknown.status == 409)
        #expect(unknown.problem == "event-not-allowed")
        #expect(unknown.json["state"] == "waiting")
        #expect(unknown.json["changedAt"] == "2026-11-21T00:00:00.000000Z")
        let offered = unknown.json["events"]?.arrayValue?.compactMap(\.stringValue) ?? []
        #expect(Set(offered) == ["touch", "guarded", "withdraw"])
        #expect(try await api.get(path, as: asker).json["revision"] == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `C05 a stale If-Match is told of an answered request first, else 412`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let asker = try await api.token("asker@one.example")
        let path = try await api.errand(as: asker)
        _ = try await api.post("\(path)/events", #"{"event": "touch"}"#, as: asker, ifMatch: "\"1\"")
        let offered = try await api.post("\(path)/events", #"{"event": "touch"}"#, as: asker, ifMatch: "\"1\"")
        #expect(offered.status == 412)
        #expect(offered.problem == "revision-conflict")
        _ = try await api.post("\(path)/events", #"{"event": "withdraw"}"#, as: asker, ifMatch: "*")
        let ended = try await api.post("\(path)/events", #"{"event": "touch"}"#, as: asker, ifMatch: "\"1\"")
        #expect(ended.status == 409)
        #expect(ended.problem == "event-not-allowed")
    }

    @Test(arguments: [
        ("\"1\"", 200), ("*", 200), ("\"2\"", 412), ("\"0\"", 412), ("\"01\"", 412), ("\"x\"", 412), ("W/\"1\"", 412),
        ("\"-1\"", 412), ("\"99999999999999999999\"", 412), ("1", 400), ("\"1", 400), ("\"", 400), ("", 400),
        ("\"1\", \"2\"", 400),
    ])
    func `If-Match takes one entity tag or an asterisk`(value: String, status: Int) async throws {
        let api = try await APIWorld()
        let asker = try await api.token("asker@one.example")
        let path = try await api.errand(as: asker)
        let reply = try await api.post("\(path)/events", #"{"event": "touch"}"#, as: asker, ifMatch: value)
        #expect(reply.status == status, "\(reply.text)")
        if status == 400 { #expect(reply.problem == "invalid-header") }
    }
}
