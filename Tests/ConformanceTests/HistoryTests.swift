import Foundation
import Statecharts
import Storage
import TestKit
import Testing

@testable import Engine

/// The bytes that are hashed, and what is never among them (`commit.md` 4, 7).
@Suite struct `C28 C35 C38 history` {
    @Test func `C38 the chain, digests, stream and scope are those of the vector`() throws {
        let entry = Vector.first
        #expect(entry.utf8.count == 722)
        let first = HashChain.hash(after: HashChain.genesis, entry: Array(entry.utf8))
        #expect(Hex.encode(first) == "94fa3e4295767c4d8b495392641f661b831f7105d0df9e5c99991c5e8e73338a")
        #expect(Vector.second.utf8.count == 537)
        let second = HashChain.hash(after: first, entry: Array(Vector.second.utf8))
        #expect(Hex.encode(second) == "abfa26e9a809a9524fac56ceeed8eebdef2f9325c3d3a3b9a8c602bccb2ebcc8")

        var vector = PersonalValues { [UInt8](repeating: 1, count: 16) }
        var json = CanonicalWriter()
        vector.writeDigest(of: .text("alice@example.com"), at: "by", to: &json)
        #expect(json.text == #"{"$digest":"d2123bec000bee4fa10ff3e7b9586f19445223adcad5eabf2c7657a5291c645d"}"#)

        var stream = RandomStream(seed: Hex.decode("00112233445566778899aabbccddeeff") ?? [])
        #expect(
            Hex.encode(stream.bytes(32)) == "4ba7178dea6afde40e786ad2cb013addfc871d329eb9c35c0b8577f82d46a970")
        let scope = Receipt.scope(
            kind: "person", caller: "alice@example.com", method: "POST",
            path: "/api/v1/instances/018f9e2a-7c00-7000-8000-000000000001/events", key: "k1")
        #expect(Hex.encode(scope) == "a56f764660cef64547b05fc5487ee49e74c521eba38d86e2d6f1f83483bb7230")
    }

    @Test func `C38 parsing and printing the vector's entries gives the same bytes`() throws {
        for entry in [Vector.first, Vector.second] {
            #expect(try JSON(parsing: Array(entry.utf8)).canonicalText == entry)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `the chain of a living instance holds link by link and ends in the head`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let id = try await world.start("approval", .object([("approver", "b@two.example"), ("note", "hello")])).instance
            .id
        for _ in 0..<3 { _ = try await world.send("touch", to: id) }
        world.time.advance(.days(7))
        try await world.settle()
        var hash = HashChain.genesis
        for row in try await world.rows("select entry, hash from history order by revision") {
            hash = HashChain.hash(after: hash, entry: Array(try row.text(0).utf8))
            #expect(try row.bytes(1) == hash)
        }
        #expect(try await world.rows("select head_hash from instance").first?.bytes(0) == hash)
        #expect(try await world.count("select count(*) from history") == 5)
    }

    @Test(arguments: TestStore.allCases)
    func `C28 nothing secret follows from the seeds, and nothing secret is stored`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let data = JSON.object([("approver", "b@two.example"), ("note", "very personal words")])
        _ = try await world.start("approval", data)
        try await world.settle()
        let secret = try #require(world.mailbox.linkSecret(to: "b@two.example"))
        let dump = try world.folder.storeDump()
        #expect(!dump.contains(secret))
        let entries = try await world.rows("select entry from history")
        for entry in entries { #expect(try !entry.text(0).contains("very personal words")) }
        for entry in entries { #expect(try !entry.text(0).contains("two.example")) }
        // every block that any recorded seed can give
        let salts = try await world.rows("select fields from history_data").flatMap {
            try JSON(parsing: Array(try $0.text(0).utf8)).arrayValue?.compactMap { $0[1]?.stringValue } ?? []
        }
        #expect(salts.count >= 3)
        for entry in entries {
            let json = try JSON(parsing: Array(try entry.text(0).utf8))
            var stream = RandomStream(seed: Hex.decode(json["seed"]?.stringValue ?? "") ?? [])
            let bytes = stream.bytes(4096)
            let text = Hex.encode(bytes)
            for salt in salts { #expect(!text.contains(salt)) }
            for start in 0..<(bytes.count - 32) {
                #expect(LinkSecret(Array(bytes[start..<(start + 32)])).text != secret)
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `C35 two spellings of one letter are one value, one hash, one receipt`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let composed = JSON.object([("approver", "b@two.example"), ("note", .string("caf\u{E9}"))])
        let first = try await world.start("approval", composed, key: "k")
        let again = try await world.start("approval", composed, key: "k")
        #expect(again.isReplay && again.instance.id == first.instance.id)
        for bad in ["a\u{0}b", "a\u{7}b", "a\nb"] {
            let data = JSON.object([("approver", "b@two.example"), ("note", .string(bad))])
            let refused = try await world.refusal { _ = try await world.start("approval", data) }
            #expect(refused?.status == 422)
            #expect(refused?.fields.first?.error == "controlCharacter")
        }
        #expect(try await world.count("select count(*) from instance") == 1)
    }
}

/// The two entries that `commit.md` 7 prints.
enum Vector {
    static let first = """
        {"at":1795248000000000,"by":{"role":"requester","who":{"$digest":"d2123bec000bee4fa10ff3e7b9586f19445223adcad5eabf2c7657a5291c645d"}},"data":{"accountName":"Example K.K.","message":{"$digest":"c4de35835a3a03837bb56c7d6450d7bbed4d81c4de08bc941143eea7743c6a7c"}},"definition":"4c4ed1afbfdaa1e4c3bf7bbb82d730cecb7e384da91eea4f3cc093fd545524d6","event":"submit","format":1,"instance":"018f9e2a-7c00-7000-8000-000000000001","kind":"start","outbox":["018f9e2a-7c00-7000-8000-0000000000a1"],"revision":1,"seed":"00112233445566778899aabbccddeeff","set":{"accountName":"Example K.K.","message":{"$digest":"9c06484b7fd74bb82fe93ad4c3a2391f6d322d7888eb88ae991a5d18b8cbeb0a"}},"state":["awaitingActivation"],"took":["start.submit#3"]}
        """
    static let second = """
        {"at":1795251600000000,"by":{"role":"approver","who":{"$digest":"fddc3cad2f0f42aa38817696c62d15b108e7065f78cf81d3e9126a2815e1eb9b"}},"definition":"4c4ed1afbfdaa1e4c3bf7bbb82d730cecb7e384da91eea4f3cc093fd545524d6","event":"authorise","facts":{"activatorMatches":true},"format":1,"instance":"018f9e2a-7c00-7000-8000-000000000001","kind":"event","results":[{"action":"activateAccount","returned":{"account":"example.com"}}],"revision":2,"seed":"ffeeddccbbaa99887766554433221100","state":["active"],"took":["awaitingActivation.authorise#2"]}
        """
}
