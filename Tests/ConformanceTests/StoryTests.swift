import Foundation
import Statecharts
import Storage
import TestKit
import Testing

@testable import Engine

/// One story told on both stores is the same to the last byte (`commit.md` 5 to 7).
@Suite struct `C37 one behaviour on two stores` {
    private static let asker = "asker@one.example"
    private static let approver = "approver@two.example"
    /// Beyond the first plane, composed and not, from right to left, joined, and a line's worth of quotes.
    private static let note = "𠮷野家 🧑🏽‍💻 é e\u{301} שלום \u{200D} \"'\\;--$1?1 %_ \u{FFFD}"

    private static let tables = [
        "select id, definition_id, state, context, revision, changed_revision, stays, head_hash, is_final, stuck, "
            + "created_at, updated_at from instance order by id",
        "select instance_id, revision, at, entry, hash from history order by instance_id, revision",
        "select instance_id, revision, at, fields from history_data order by instance_id, revision",
        "select instance_id, name, due_at, armed_revision from timer order by instance_id, name",
        "select instance_id, name, opened_revision, role, person_key, due_at from user_task order by instance_id, name",
        "select id, instance_id, revision, kind, target, stage, next_at, not_after, attempts from outbox order by id",
        "select outbox_id, kind, outcome, at, attempts from sent order by outbox_id",
        "select id, secret_hash, stay_state, stay_revision, role, target, expires_at, ended from link order by id",
        "select scope, fingerprint, kind, instance_id, revision, status, answer, made_at from receipt order by scope",
        "select workflow, state, instance_id, opened_at from listing order by instance_id",
    ]

    /// Everything that a story leaves in the store.
    private func told(_ store: TestStore, at start: Timestamp, folder: TemporaryFolder? = nil) async throws
        -> [[String]]
    {
        let world = try await BareWorld(
            store, definitions: [Charts.approval, Charts.counter], facts: [Facts.flag(Deeds())], folder: folder,
            time: ManualTime(start), seed: 37)
        let form = JSON.object([("approver", .string(Self.approver)), ("note", .string(Self.note))])
        let id = try await world.start("approval", form, key: "ключ 鍵 🔑").instance.id
        world.time.advance(Span(microseconds: 1))
        _ = try await world.send("touch", to: id, key: "k")
        world.time.advance(.days(7))
        while try await world.timerWorker.round() > 0 {}
        let refused = try await world.refusal {
            _ = try await world.send("guarded", to: id, as: Self.approver, key: "g")
        }
        #expect(refused?.code == .refused)
        _ = try await world.send("approve", to: id, .object([("note", .string(Self.note))]), as: Self.approver)
        _ = try await world.start("counter")
        _ = try await world.start("approval", form)
        let shown = try await world.engine.instance(id, as: .system).context["note"]
        #expect(shown.map { JSON($0).canonicalText } == JSON.string(Self.note.precomposedByForm).canonicalText)
        var all: [[String]] = []
        for table in Self.tables { all.append(try await world.rows(table).map { "\($0.values)" }) }
        return all
    }

    @Test(arguments: [
        -1, 0, 1, 951_782_399_999_999, 1_795_219_200_000_001, 8_993_000_000_000_123,
    ])
    func `C37 rows, entries and hashes are equal, from 1969 to 2254`(microseconds: Int64) async throws {
        let start = Timestamp(microseconds: microseconds)
        let file = try await told(.sqlite, at: start)
        let server = try await told(.postgres, at: start)
        for (table, (file, server)) in zip(Self.tables, zip(file, server)) {
            #expect(file == server, "\(table)")
            #expect(!file.isEmpty, "\(table)")
        }
    }

    @Test func `whatever zone and words the server speaks by itself, it is the same story`() async throws {
        let start = Timestamp(microseconds: 1_795_219_200_000_001)
        let folder = try TemporaryFolder()
        let first = try await TestStore.postgres.open(in: folder, lines: [.engineTables])
        for setting in ["timezone = 'Asia/Tokyo'", "datestyle = 'SQL, DMY'", "bytea_output = 'escape'"] {
            try await first.transaction { tx in
                tx.write(
                    Statement(
                        "test.setting",
                        "do $$ begin execute format('alter database %I set \(setting.replacing("'", with: "''"))', "
                            + "current_database()); end $$"))
            }
        }
        try await first.close()
        #expect(try await told(.postgres, at: start, folder: folder) == told(.sqlite, at: start))
    }

    @Test(arguments: TestStore.allCases)
    func `a context of 64 KiB is kept, a larger one refused at the command`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Crowd.chart], facts: [Crowd.mood(Deeds())])
        let id = try await world.start("crowd").instance.id
        for (letter, count, fits) in [("b", 65_000, true), ("あ", 21_000, true), ("あ", 35_000, false)] {
            let bulk = String(repeating: letter, count: count)
            let data = JSON.object([("mode", "fine"), ("bulk", .string(bulk))])
            let refused = try await world.refusal { _ = try await world.send("add", to: id, data) }
            #expect(refused?.code == (fits ? nil : .formInvalid))
            let kept = try await world.engine.instance(id, as: .system).context["bulk"]
            #expect((kept == .text(bulk)) == fits)
        }
        #expect(try await world.engine.instance(id, as: .system).revision == 3)
    }

    @Test(arguments: TestStore.allCases)
    func `lists are newest first, as long as asked for, 200 at most`(store: TestStore) async throws {
        let world = try await BareWorld(store, definitions: [Charts.counter, Charts.keyed])
        var ids: [InstanceID] = []
        for _ in 0..<205 {
            ids.append(try await world.start("counter").instance.id)
            world.time.advance(Span(microseconds: 1_000))
        }
        _ = try await world.send("stop", to: ids[0])
        let other = try await world.start("keyed").instance.id
        let newest = Array(ids.reversed())
        let engine = world.engine
        #expect(try await engine.list(workflow: "counter", state: nil, limit: 3).map(\.id) == Array(newest.prefix(3)))
        #expect(try await engine.list(workflow: nil, state: nil, limit: 2).map(\.id) == [other, newest[0]])
        #expect(try await engine.list(workflow: "counter", state: nil, limit: 999).count == 200)
        #expect(try await engine.list(workflow: "counter", state: "stopped", limit: 9).map(\.id) == [ids[0]])
        let own = try await engine.search(InstanceSearch(limit: 200), as: BareWorld.person(Self.asker)).instances
        #expect(own.count == 200 && own.map(\.id) == own.map(\.id).sorted { $0.text > $1.text })
    }
}

extension String {
    /// As the form keeps it: NFKC.
    fileprivate var precomposedByForm: String { precomposedStringWithCompatibilityMapping }
}
