import Statecharts
import Testing

@Suite struct `What goes between instances` {
    @Test func `starts, messages and publications are read in full, and what is heard comes as data`() throws {
        let definition = try ExchangeFixture.parse()
        let start = try #require(definition.start.first?.shared.starts.first)
        #expect(start.into == "bell" && start.done == "fallen")
        #expect(start.with.map(\.name) == ["width"])
        let send = try #require(definition.events(named: "ring").first?.shared.sends.first)
        #expect(send.event == "ring" && send.to.text == "context.bell" && send.with.map(\.name) == ["loud"])
        let publication = try #require(definition.events(named: "open").first?.shared.publications.first)
        #expect(publication.topic == "door.opened" && publication.with.map(\.name) == ["width"])
        let hear = try #require(definition.events(named: "hear").first)
        #expect(hear.topic == Hearing(topic: "door.opened", field: "account"))
        #expect(hear.payload.map(\.name) == ["width", "word"])
        let fallen = try #require(definition.events(named: "fallen").first)
        #expect(fallen.payload.map(\.name) == ["instance", "state", "output"])
        #expect(definition.hearsTopics)
    }

    @Test(arguments: [
        ("event: ring, to", "event: rong, to", "27:41 E019 ring"),
        ("topic: door.opened, key", "topic: door.open, key", "28:44 E020 door.opened"),
        ("name: door.opened", "name: dor.opened", "30:24 E020 door.opened"),
        ("key: context.account, with", "key: context.width, with", "28:70 E042"),
        ("door.opened, key: context.account }\n", "door.opened, key: context.width }\n", "30:42 E042"),
        ("door.opened, key: context.account }\n", "door.opened, key: context.acount }\n", "30:50 E013 account"),
        ("door.opened, key: context.account }\n", "door.opened, key: caller.email }\n", "30:42 E007"),
        ("with: [width] } }", "with: [width, sound] } }", "28:93 E018"),
        ("topic: door.opened, key: context.account, with: [width]", "topic: door.opened", "28:35 E006"),
        ("with: { loud: context.width }", "with: { load: context.width }", "27:73 E018 loud"),
        ("with: { loud: context.width }", "with: { loud: context.account }", "27:87 E042"),
        (", with: { loud: context.width }", "", "27:41 E023 sound"),
        ("to: context.bell", "to: context.account", "27:51 E042"),
        ("into: bell,", "into: width,", "19:49 E042"),
        ("into: bell,", "into: bel,", "19:49 E013 bell"),
        ("done: fallen", "done: falen", "19:61 E019 fallen"),
        ("topic: { name: door", "by: owner\n        topic: { name: door", "30:9 E005"),
        ("data.width > 3", "data.wide > 3", "31:25 E014 width"),
        ("data.output.sound", "data.output.sund", "32:55 E014 sound"),
    ])
    func `a fault between instances is told at its place`(old: String, new: String, fault: String) {
        #expect(ExchangeFixture.faults(old, new).contains(fault), "\(ExchangeFixture.faults(old, new))")
    }

    @Test func `a list takes the ids of all that are started, one field the id of one`() {
        let ring = "ring: { by: owner, send: { event: ring, to: context.bell, with: { loud: context.width } } }"
        let each = "each: { one: \"[context.width, context.width]\" }, with: { width: one }"
        func faults(into field: String) -> [String] {
            ExchangeFixture.faults(
                ring, "ring: { by: owner, start: { workflow: bell, event: hang, \(each), into: \(field) } }")
        }
        #expect(faults(into: "bells") == [])
        #expect(faults(into: "bell") == ["27:141 E042"])
    }

    @Test(arguments: [
        ("{ one: \"[1, 2, 3]\" }", []), ("{ one: \"[1, 2, 3, 4]\" }", ["E042"]), ("{ one: context.width }", ["E042"]),
        ("{ data: \"[1, 2]\" }", ["E045"]), ("{ One: \"[1, 2]\" }", ["E008", "E045"]), ("{}", ["E007", "E045"]),
        ("{ one: \"[1, 2]\", two: \"[1, 2]\" }", ["E007"]), ("{ one: context.owner }", ["E042"]),
    ])
    func `each names one variable and a list that fits into where the ids go`(each: String, codes: [String]) {
        let ring = "ring: { by: owner, send: { event: ring, to: context.bell, with: { loud: context.width } } }"
        let start = "start: { workflow: bell, event: hang, each: \(each), with: { width: one }, into: bells }"
        let found = ExchangeFixture.faults(ring, "ring: { by: owner, \(start) }").map { $0.split(separator: " ")[1] }
        #expect(Set(codes).isSubset(of: found.map(String.init)) && found.isEmpty == codes.isEmpty, "\(found)")
    }

    @Test func `a required list is not set by starts that may be none`() {
        let list = "flock: { type: list, of: { type: instance, of: bell }, max: 3"
        let other = "each: { one: \"[1, 2]\" }, with: { width: one }, into: flock }"
        func faults(_ field: String) -> [String] {
            let start = "start: { workflow: bell, event: hang, into: bell, done: fallen }"
            let both =
                "start: [{ workflow: bell, event: hang, into: bell, done: fallen }, "
                + "{ workflow: bell, event: hang, \(other)]"
            let sound =
                "sound: { type: integer, min: 0, max: 9, optional: true }\nstart:\n  arrive:\n    by: signedIn\n"
                + "    form: [account, width]\n    set: [account, width, { owner: caller.person }]\n    "
            return ExchangeFixture.faults(sound + start, "\(field)\n  " + sound + both)
        }
        #expect(faults("\(list), default: [] }") == [])
        #expect(faults("\(list) }").map { $0.split(separator: " ")[1] } == ["E035"])
    }

    @Test func `messages and publications change the content hash, what they leave to the context does not`() throws {
        let hash = try ExchangeFixture.parse().contentHash
        #expect(try ExchangeFixture.parse("to: [{ if: data.width > 3", "to: [{ if: data.width > 4").contentHash != hash)
        #expect(
            try ExchangeFixture.parse(", send: { event: ring, to: context.bell, with: { loud: context.width } }", "")
                .contentHash != hash)
        #expect(try ExchangeFixture.parse(", with: [width] }", " }").contentHash != hash)
        #expect(
            try ExchangeFixture.parse("start: { workflow: bell,", "start: { with: {}, workflow: bell,").contentHash
                == hash)
    }

    @Test(arguments: [
        ("door.opened: { key: account }", []), ("opened: { key: account }", ["1:1 E008"]),
        ("Door.opened: { key: account }", ["1:1 E008"]), ("door.opened: {}", ["1:14 E006"]),
        ("door.opened: { key: acount }", ["1:21 E010"]), ("door.opened: { key: account, wth: {} }", ["1:30 E005"]),
    ])
    func `topics are declared once, dotted, with key and payload`(text: String, faults: [String]) {
        do {
            _ = try Topic.parse(text, file: "topics.yaml")
            #expect(faults == [])
        } catch {
            #expect(error.diagnostics.map { "\($0.line):\($0.column) \($0.code)" } == faults)
        }
    }
}
