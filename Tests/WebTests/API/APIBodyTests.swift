import HTTPTypes
import Hummingbird
import Statecharts
import Synchronization
import TestKit
import Testing

@Suite struct `S26 bodies of the API` {
    private static let start = "/workflows/errand/instances"

    @Test func `a body of 65,536 bytes is read, one more is 413, and 1,000 times as much is not read through`()
        async throws
    {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        func body(_ count: Int) -> String {
            let text = #"{"data": {"doer": "doer@two.example"}}"#
            return text + String(repeating: " ", count: count - text.utf8.count)
        }
        #expect(try await api.post(Self.start, body(65_536), as: token).status == 201)
        let over = try await api.post(Self.start, body(65_537), as: token)
        #expect(over.status == 413)
        #expect(over.problem == "too-large")
        let told = try await api.post(
            Self.start, "{}", as: token, headers: [.contentLength: "65536000"])
        #expect(told.status == 413)

        let pulled = Mutex(0)
        let piece = ByteBuffer(repeating: UInt8(ascii: " "), count: 65_536)
        let pieces = AsyncStream<ByteBuffer>(unfolding: {
            pulled.withLock { count in
                count += 1
                return count <= 1_000 ? piece : nil
            }
        })
        let reply = try await api.ask(
            .post, "/api/v1\(Self.start)", as: token, stream: RequestBody(asyncSequence: pieces),
            headers: [.contentType: "application/json"])
        #expect(reply.status == 413)
        #expect(pulled.withLock { $0 } <= 3)
    }

    @Test(arguments: [
        nil, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/json; charset=shift_jis", "application/jsonp", "text/json", "",
    ])
    func `a body that is not JSON by its type is 415`(type: String?) async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        var headers: HTTPFields = [:]
        headers[.contentType] = type
        let body = RequestBody(buffer: ByteBuffer(string: #"{"data": {"doer": "doer@two.example"}}"#))
        let reply = try await api.ask(.post, "/api/v1\(Self.start)", as: token, stream: body, headers: headers)
        #expect(reply.status == 415)
        #expect(reply.problem == "unsupported-media-type")
    }

    @Test func `a compressed body is 415, and a type with charset utf-8 is JSON`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        let body = #"{"data": {"doer": "doer@two.example"}}"#
        let packed = try await api.post(Self.start, body, as: token, headers: [.contentEncoding: "gzip"])
        #expect(packed.status == 415)
        let typed = try await api.post(
            Self.start, body, as: token, headers: [.contentType: "Application/JSON; charset=UTF-8"])
        #expect(typed.status == 201)
    }

    @Test(arguments: [
        ("", 0), ("{", 1), (#"{"data": {}, "data": {}}"#, 13), (#"{"data": {"note": 1.5}}"#, 18),
        (#"{"data": {"note": "\u0000"}}"#, 19), (#"{"data": {"note": "\ud800"}}"#, 19), ("\u{FEFF}{}", 0),
        (#"{"data": {"note": 9007199254740992}}"#, 18), (#"{} {}"#, 3), (#"{"data": {"note": "a"b"}}"#, 21),
        (#"{"data": {"note": 1e3}}"#, 18),
    ])
    func `text that is not strict JSON is 400 with the place`(body: String, offset: Int) async throws {
        let api = try await APIWorld()
        let reply = try await api.post(Self.start, body, as: try await api.token("asker@one.example"))
        #expect(reply.status == 400)
        #expect(reply.problem == "malformed-json")
        #expect(reply.json["offset"]?.integerValue == Int64(offset), "\(reply.text)")
        #expect(reply.json["detail"]?.stringValue?.contains("byte \(offset)") == true)
    }

    @Test func `32 levels are read, 33 are 400`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        func nested(_ levels: Int) -> String {
            #"{"data": {"note": "# + String(repeating: "[", count: levels - 2)
                + String(repeating: "]", count: levels - 2) + "}}"
        }
        #expect(try await api.post(Self.start, nested(32), as: token).status == 422)
        #expect(try await api.post(Self.start, nested(33), as: token).problem == "malformed-json")
        #expect(try await api.post(Self.start, nested(30_000), as: token).problem == "malformed-json")
    }

    @Test(arguments: [
        ("[]", [""], ["wrongKind"]), ("null", [""], ["wrongKind"]), (#"{"data": []}"#, ["/data"], ["wrongKind"]),
        (#"{"data": {}, "x/y~": 1}"#, ["/x~1y~0"], ["unknownField"]),
        (#"{"event": 1, "state": "done"}"#, ["/event", "/state"], ["wrongKind", "unknownField"]),
        (#"{"event": ""}"#, ["/event"], ["required"]), (#"{"event": "a\nb"}"#, ["/event"], ["controlCharacter"]),
        (#"{"data": {"doer": "doer@two.example", "asker": "me"}}"#, ["/data/asker"], ["unknownField"]),
        ("{}", ["/data/doer"], ["required"]), (#"{"data": null}"#, ["/data/doer"], ["required"]),
        (#"{"data": {"doer": "nobody"}}"#, ["/data/doer"], ["notAnEmail"]),
        (#"{"data": {"doer": "a@b.example\r\nBcc: c@d.example"}}"#, ["/data/doer"], ["controlCharacter"]),
    ])
    func `S18 members that are unknown, missing or wrong are 422 with their places and nothing starts`(
        body: String, pointers: [String], codes: [String]
    ) async throws {
        let api = try await APIWorld()
        let reply = try await api.post(Self.start, body, as: try await api.token("asker@one.example"))
        #expect(reply.status == 422)
        #expect(reply.problem == "form-invalid")
        #expect(reply.pointers == pointers, "\(reply.text)")
        #expect(reply.codes == codes)
        #expect(try await api.world.count("select count(*) from instance") == 0)
    }

    @Test func `a start by an event that the workflow does not have is 422 at the event`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        let unknown = try await api.post(Self.start, #"{"event": "finish"}"#, as: token)
        #expect(unknown.pointers == ["/event"])
        #expect(unknown.codes == ["notAnOption"])
        let named = try await api.post(
            Self.start, #"{"event": "submit", "data": {"doer": "doer@two.example"}}"#, as: token)
        #expect(named.status == 201)
    }

    @Test func `an event without a name is 422 at the event, one of 101 characters too`() async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        let path = try await api.errand(as: token)
        let nameless = try await api.post("\(path)/events", #"{"data": {}}"#, as: token)
        #expect(nameless.pointers == ["/event"])
        #expect(nameless.codes == ["required"])
        let long = String(repeating: "e", count: 101)
        let over = try await api.post("\(path)/events", #"{"event": "\#(long)"}"#, as: token)
        #expect(over.codes == ["tooLong"])
        #expect(over.json["errors"]?[0]?["detail"]?.stringValue?.contains("100") == true)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `random bodies are refused or taken, and never a fault of ours`(seed: UInt64) async throws {
        let api = try await APIWorld()
        let token = try await api.token("asker@one.example")
        let path = try await api.errand(as: token)
        var hostile = HostileJSON(random: SeededRandom(seed: seed))
        for round in 0..<150 {
            let body = hostile.next()
            for address in [Self.start, "\(path)/events"] {
                let reply = try await api.ask(.post, "/api/v1\(address)", as: token, bytes: body)
                let isKnown = [200, 201, 400, 403, 409, 413, 422].contains(reply.status)
                #expect(isKnown, "seed \(seed), round \(round): \(reply.status) for \(body)")
                #expect(reply.status < 300 || reply.problem != nil, "seed \(seed), round \(round): \(reply.text)")
            }
        }
    }
}

/// Bodies that are nearly right, in every way that they can be wrong.
private struct HostileJSON {
    let random: SeededRandom
    private let seeds = [
        #"{"event": "touch", "data": {}}"#, #"{"data": {"doer": "doer@two.example", "note": "Milk"}}"#,
        #"{"event": "submit", "data": {"doer": ["a"], "note": {"a": [1, null, true]}}}"#,
    ]
    private let pieces: [[UInt8]] = [
        Array(#""__proto__": {},"#.utf8), Array("\\u0000".utf8), Array("\\ud83d".utf8), [0xFF, 0xFE], [0x00],
        [0xC0, 0x80],
        Array("\r\n".utf8), Array("1e999".utf8), Array("-".utf8), Array("[[[[".utf8), Array("}}".utf8),
        Array("\"".utf8), Array("\u{202E}\u{200B}".utf8), Array("null".utf8), Array("'; drop table instance; --".utf8),
        Array("{{x}}<script>".utf8), [UInt8](repeating: UInt8(ascii: "A"), count: 5_000),
    ]

    init(random: SeededRandom) { self.random = random }

    mutating func next() -> [UInt8] {
        if random.number(below: 10) == 0 { return random.bytes(random.number(below: 300)) }
        var body = Array(seeds[random.number(below: seeds.count)].utf8)
        for _ in 0...random.number(below: 4) {
            let place = random.number(below: body.count + 1)
            switch random.number(below: 4) {
            case 0: body.insert(contentsOf: pieces[random.number(below: pieces.count)], at: place)
            case 1 where place < body.count: body[place] = random.bytes(1)[0]
            case 2 where place < body.count: body.removeSubrange(place..<min(body.count, place + 3))
            default: body.insert(contentsOf: body.prefix(random.number(below: 40)), at: place)
            }
            if body.isEmpty { return body }
        }
        return body
    }
}
