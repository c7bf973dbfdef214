import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// The order of checks inside one command (`commit.md` 1).
@Suite struct `C01 to C07 the order inside a command` {
    private let asker = "asker@one.example"
    private let approver = "approver@two.example"
    private var form: JSON { .object([("approver", .string(approver))]) }

    @Test(arguments: TestStore.allCases)
    func `C01 a repeat gets its old answer although the role is lost`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let id = try await world.start("approval", form).instance.id
        let forward = JSON.object([("approver", .string("third@three.example"))])
        let first = try await world.send("forward", to: id, forward, as: approver, key: "k")
        let second = try await world.send("forward", to: id, forward, as: approver, key: "k")
        #expect(second.isReplay && !first.isReplay)
        #expect(second.instance.revision == first.instance.revision)
        #expect(try await world.count("select count(*) from history") == 2)
        // acted once, so may look for ever: visibility is not lost with the role
        #expect(second.isVisible)
    }

    @Test(arguments: TestStore.allCases)
    func `C01 a repeat by somebody who may no longer look has no body`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let id = try await world.start("approval", form).instance.id
        let forward = JSON.object([("approver", .string("third@three.example"))])
        _ = try await world.send("forward", to: id, forward, as: approver, key: "k")
        try await world.database.transaction { tx in
            tx.write(Statement("test.forget", "update mention set has_acted = false"))
        }
        let again = try await world.send("forward", to: id, forward, as: approver, key: "k")
        #expect(again.isReplay && !again.isVisible)
    }

    @Test(arguments: TestStore.allCases)
    func `C02 a stranger reads 404 and moves no clock`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let id = try await world.start("approval", form).instance.id
        world.time.advance(.days(31))
        let stranger = try await world.refusal { _ = try await world.send("approve", to: id, as: "x@three.example") }
        let absent = try await world.refusal {
            _ = try await world.send("approve", to: InstanceID("nothing"), as: "x@three.example")
        }
        #expect(stranger?.code == .notFound)
        #expect(stranger?.message == absent?.message)
        #expect(stranger?.status == absent?.status)
        #expect(try await world.count("select count(*) from history") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `C03 whoever is too late learns that it expired, and it expires once`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let id = try await world.start("approval", form).instance.id
        for days in [7, 7, 9, 7] {  // the worker sends each reminder in time, the expiry is left to the press
            world.time.advance(.days(Int64(days)))
            if days != 7 || world.time.now < Timestamp(microseconds: 1_795_219_200_000_000).adding(.days(30)) {
                try await world.settle()
            }
        }
        let late = try await world.refusal { _ = try await world.send("approve", to: id, as: approver) }
        #expect(late?.code == .eventNotAllowed)
        #expect(late?.state == "expired")
        #expect(late?.changedAt == world.time.now)
        try await world.settle()
        #expect(world.mailbox.all.filter { $0.mail.subject == "gone" }.count == 1)
        #expect(try await world.count("select count(*) from history where entry like '%expire#1%'") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `C04 a colleague who may look but not act is refused, and the expiry stays`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let colleague = "colleague@one.example"
        let data = JSON.object([("approver", .string(approver)), ("colleague", .string(colleague))])
        let id = try await world.start("approval", data).instance.id
        for days in [7, 7, 9] {
            world.time.advance(.days(Int64(days)))
            try await world.settle()
        }
        world.time.advance(.days(7))
        let refused = try await world.refusal { _ = try await world.send("approve", to: id, as: colleague, key: "k") }
        #expect(refused?.code == .notAllowed)
        #expect(try await world.engine.instance(id, as: .system).state == "expired")
        #expect(try await world.count("select count(*) from receipt") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `C05 what is not offered comes before what is stale`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let id = try await world.start("approval", form).instance.id
        _ = try await world.send("touch", to: id)
        let stale = try await world.refusal { _ = try await world.send("touch", to: id, ifRevision: 1) }
        #expect(stale?.code == .revisionConflict)
        _ = try await world.send("approve", to: id, as: approver)
        let gone = try await world.refusal { _ = try await world.send("touch", to: id, ifRevision: 1) }
        #expect(gone?.code == .eventNotAllowed)
        #expect(gone?.offered == [])
    }

    @Test(arguments: TestStore.allCases)
    func `C06 a reminder in between costs nobody the press, a change does`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.approval], facts: [Facts.flag(Deeds())])
        let id = try await world.start("approval", form).instance.id
        world.time.advance(.days(7))
        try await world.settle()
        #expect(try await world.engine.instance(id, as: .system).revision == 2)
        #expect(try await world.send("touch", to: id, ifRevision: 1).instance.revision == 3)
        let late = try await world.refusal { _ = try await world.send("approve", to: id, as: approver, ifRevision: 2) }
        #expect(late?.code == .revisionConflict)
    }

    @Test(arguments: TestStore.allCases)
    func `C07 a corrected form may use the key again, a guard's refusal stands`(store: TestStore) async throws {
        let deeds = Deeds()
        let world = try await BareWorld(
            store, definitions: [Charts.approval], facts: [Facts.flag(deeds)], deeds: deeds)
        let id = try await world.start("approval", form).instance.id
        let closed = try await world.refusal { _ = try await world.send("guarded", to: id, as: approver, key: "g") }
        deeds["isOpen"] = true
        let again = try await world.refusal { _ = try await world.send("guarded", to: id, as: approver, key: "g") }
        #expect(closed?.code == .refused && closed?.text?.key == "events.guarded.errors.closed")
        #expect(again?.isReplay == true && again?.code == .refused)

        let short = JSON.object([("note", .string("a"))])
        let wrong = try await world.refusal {
            _ = try await world.send("approve", to: id, short, as: approver, key: "f")
        }
        #expect(wrong?.fields.map(\.error) == ["tooShort"])
        let right = JSON.object([("note", .string("fine"))])
        #expect(try await world.send("approve", to: id, right, as: approver, key: "f").instance.state == "approved")
    }
}

/// Facts of the bare charts.
enum Facts {
    /// `flag('name')`: a switch that the test turns.
    static func flag(_ deeds: Deeds) -> Fact {
        Fact("flag", FactSignature(arguments: [.text(TextBounds(max: 60))], result: .boolean)) { arguments, _, _ in
            guard case .text(let name) = arguments.first else { return nil }
            return .boolean(deeds[name])
        }
    }
}
