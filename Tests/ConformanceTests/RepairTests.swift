import Statecharts
import Storage
import TestKit
import Testing

@testable import Engine

/// Rows that are lost come back as they were, once, and the history says so (`commit.md` 12).
@Suite struct `C67 repair` {
    @Test(arguments: TestStore.allCases)
    func `after anything that may happen the history asks for what is there, and nothing is written`(
        store: TestStore
    ) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        let porter = try await repair.door.porter(of: "account-0")
        var ids: [InstanceID] = []
        for _ in 0..<6 {
            for workflow in ["approval", "vigil", "listener"] { ids.append(try await repair.start(workflow)) }
        }
        for round in 0..<40 {
            ids.append(try await repair.start(["approval", "vigil"][round % 2]))
            for _ in 0..<8 { try await repair.step(ids[repair.random.number(below: ids.count)]) }
            // an outage now and then, in which reminders pile up
            let outage = round % 10 == 9 ? Int64(24 * 16) : 0
            world.time.advance(.hours(outage + Int64(repair.random.number(below: 60))))
            if round % 5 == 0 { try await repair.door.open(porter, width: 1) }
            if round % 2 == 0 { try await world.settle() }
            let report = try await repair.report()
            #expect(report.named == [] && report.troubles == [], "round \(round)")
            // messages that wait for a later round are late by then
            try await world.expectSound(except: [.message, .topic])
        }
        let spent = "entry like '%\"kind\":\"timer\"%' and entry like '%\"took\":[]%'"
        #expect(try await world.count("select count(*) from instance where is_final") > 2)
        #expect(try await world.count("select count(*) from history") > 100)
        #expect(try await world.count("select count(*) from history where \(spent)") > 0)
        #expect(try await world.count("select count(*) from history where entry like '%\"collapsed\"%'") > 0)
        #expect(try await world.count("select count(distinct ended) from link") > 2)
        let before = try await repair.rows()
        let entries = try await world.count("select count(*) from history")
        #expect(try await repair.pass() == 0)
        for id in ids { _ = try? await world.engine.send(Command(.repair(id), caller: .system)) }
        #expect(try await world.count("select count(*) from history") == entries)
        #expect(try await repair.rows() == before)
        #expect(repair.log.lines == [])
    }

    /// A few of each, some of them with a past.
    private func lived(_ store: TestStore, seed: UInt64 = 67) async throws -> (RepairWorld, [InstanceID]) {
        let repair = try await RepairWorld(store, seed: seed)
        let world = repair.world
        var ids: [InstanceID] = []
        for workflow in ["approval", "vigil", "listener", "approval", "vigil"] {
            ids.append(try await repair.start(workflow))
        }
        let porter = try await repair.door.porter(of: "account-0")
        for _ in 0..<6 {
            for id in ids { if repair.random.number(below: 3) == 0 { try await repair.step(id) } }
            try await repair.door.open(porter, width: 1)
            world.time.advance(.hours(30))
            try await world.settle()
        }
        for workflow in ["approval", "vigil", "listener"] { ids.append(try await repair.start(workflow)) }
        world.time.advance(.minutes(2))
        try await world.settle()
        return (repair, ids)
    }

    @Test(arguments: TestStore.allCases, ["timer", "user_task", "link", "subscription"])
    func `each kind of row comes back as it was, by entries that change nothing else`(store: TestStore, table: String)
        async throws
    {
        let (repair, _) = try await lived(store)
        let world = repair.world
        let before = try await repair.rows()
        let live = "instance_id in (select id from instance where not is_final)"
        let lost = try await world.count("select count(*) from \(table) where \(live)")
        let owners = try await world.count("select count(distinct instance_id) from \(table) where \(live)")
        #expect(lost > 0)
        let state = "select id, state, context, changed_revision, stays, is_final from instance order by id"
        let instances = try await world.rows(state).map(\.values)
        let mails = try await world.count("select (select count(*) from outbox) + (select count(*) from sent)")
        try await repair.write("delete from \(table) where \(live)")
        #expect(try await repair.pass() == Int(lost))
        try await world.settle()
        #expect(try await repair.rows() == before)
        #expect(try await repair.repairs() == owners)
        #expect(try await world.rows(state).map(\.values) == instances)
        #expect(try await world.count("select (select count(*) from outbox) + (select count(*) from sent)") == mails)
        #expect(try await repair.pass() == 0)
        #expect(try await repair.report().troubles == [])
        let repairs = "select entry from history where entry like '%\"kind\":\"repair\"%'"
        let entry = try #require(try await world.rows(repairs).first?.text(0))
        let name = table == "user_task" ? "task" : table
        #expect(entry.contains("\"data\":{\"back\":[\"\(name) "))
    }

    @Test(arguments: TestStore.allCases)
    func `what has fired stays fired, and what fell due meanwhile fires once`(store: TestStore) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        let id = try await repair.start("approval")
        try await world.settle()
        world.time.advance(.days(8))
        try await world.settle()
        #expect(world.mailbox.all.count == 2)
        try await repair.write("delete from timer")
        world.time.advance(.days(7))
        try await world.settle()
        #expect(world.mailbox.all.count == 2)
        #expect(try await repair.pass() == 3)
        #expect(try await repair.pass() == 0)
        let names = try await world.rows("select name from timer order by name").map { try $0.text(0) }
        #expect(names == ["waiting.expire#1", "waiting.remind#2", "waiting.remind#3"])
        for _ in 0..<3 { try await world.settle() }
        #expect(world.mailbox.all.count == 3)
        try await repair.write("delete from timer")
        #expect(try await repair.pass() == 2)
        world.time.advance(.days(16))
        try await world.settle()
        world.time.advance(.days(1))
        try await world.settle()
        #expect(try await repair.door.state(id) == "expired")
        #expect(world.mailbox.all.map(\.mail.subject) == Array(repeating: "please-answer", count: 4) + ["gone"])
    }

    @Test(arguments: TestStore.allCases)
    func `1,000 rows deleted at random are back in ten minutes, once each, with an alarm and without a mail`(
        store: TestStore
    ) async throws {
        let repair = try await RepairWorld(store, seed: UInt64.random(in: 1...1_000_000))
        let world = repair.world
        for _ in 0..<150 { _ = try await repair.start("approval") }
        for _ in 0..<60 { _ = try await repair.start("vigil") }
        for _ in 0..<80 { _ = try await repair.start("listener") }
        world.time.advance(.days(3))
        try await world.settle()
        let before = try await repair.rows()
        let mails = world.mailbox.all.count
        var rows: [(sql: String, values: [SQLValue])] = []
        for (table, columns) in [
            ("timer", "instance_id, name"), ("user_task", "instance_id, name"), ("link", "id, instance_id"),
            ("subscription", "instance_id, topic"),
        ] {
            let names = columns.split(separator: ", ")
            let sql = "delete from \(table) where \(names[0]) = $1 and \(names[1]) = $2"
            for row in try await world.rows("select \(columns) from \(table)") { rows.append((sql, row.values)) }
        }
        #expect(rows.count > 1_100)
        var doomed: [(sql: String, values: [SQLValue])] = []
        for _ in 0..<1_000 { doomed.append(rows.remove(at: repair.random.number(below: rows.count))) }
        let deletions = doomed
        try await world.database.transaction { tx in
            for row in deletions { tx.write(Statement("test.delete", row.sql), row.values) }
        }
        var found = 0
        var passes = 0
        while found < 1_000, passes < 40 {
            found += try await repair.pass()
            passes += 1
            try await world.settle()
        }
        #expect(found == 1_000 && passes < 40, "\(found) after \(passes) passes of 15 s")
        #expect(try await repair.rows() == before)
        #expect(try await repair.report().named == [])
        #expect(world.mailbox.all.count == mails)
        #expect(repair.log.lines.contains { $0.contains("repairStopped") })
        #expect(try await world.count("select count(*) from history where entry like '%\"kind\":\"timer\"%'") > 0)
    }

    @Test(arguments: TestStore.allCases)
    func `C33 a row of an earlier stay, one that says something else, and one too many are put right`(
        store: TestStore
    ) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        let approval = try await repair.start("approval")
        let listener = try await repair.start("listener")
        try await world.settle()
        let before = try await repair.rows()
        let due = world.time.now.adding(.days(2))
        try await repair.write(
            "insert into timer (instance_id, name, due_at, armed_revision, workflow) "
                + "values ($1, 'open.gone#1', $2, 0, 'approval')", .text(approval.text), .integer(due.microseconds))
        try await repair.write(
            "update timer set due_at = $1 where name = 'waiting.remind#2'", .integer(due.microseconds))
        try await repair.write("update user_task set opened_revision = 7, due_at = null")
        try await repair.write(
            "insert into user_task (instance_id, name, opened_at, opened_revision, role) "
                + "values ($1, 'waiting.colleague#1', $2, 1, 'colleague')",
            .text(approval.text), .integer(due.microseconds))
        try await repair.write("update link set expires_at = $1", .integer(due.microseconds))
        try await repair.write(
            "insert into subscription (topic, key, instance_id, seen_seq, is_fresh) "
                + "values ('door.opened', 'elsewhere', $1, 0, \(store == .sqlite ? "0" : "false"))",
            .text(listener.text))
        #expect(try await repair.pass() == 6)
        #expect(try await repair.rows() == before)
        let entries = try await world.rows("select entry from history where entry like '%\"kind\":\"repair\"%'")
            .map { try $0.text(0) }
        #expect(entries.contains { $0.contains("\"gone\":[\"timer open.gone#1\",\"task waiting.colleague#1\"]") })
        #expect(entries.contains { $0.contains("\"changed\":[\"timer waiting.remind#2\"") }, "\(entries)")
    }

    @Test(arguments: TestStore.allCases)
    func `a lost link of a mail opens its turn again`(store: TestStore) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        let id = try await world.start("approval", .object([("approver", "b@two.example")])).instance.id
        try await world.settle()
        let secret = try #require(world.mailbox.linkSecret(to: "b@two.example"))
        try await repair.write("delete from link")
        #expect(try await world.engine.link(secret, viewer: nil) == nil)
        #expect(try await repair.pass() == 1)
        _ = try await world.send("approve", to: id, as: "b@two.example", link: secret)
        let history = try await world.rows("select entry from history").map { try $0.text(0) }
        #expect(history.allSatisfy { !$0.contains(secret) })
    }

    @Test(arguments: TestStore.allCases)
    func `what is heard again was not heard before, and what was missed is heard once`(store: TestStore) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        let porter = try await repair.door.porter(of: "account")
        let listener = try await world.start("listener", .object([("account", "account")])).instance.id
        for width in [1, 2] { try await repair.door.open(porter, width: Int64(width)) }
        try await world.settle()
        try await repair.write("delete from subscription")
        // told to nobody
        try await repair.door.open(porter, width: 3)
        try await world.settle()
        #expect(try await repair.pass() == 1)
        try await world.settle()
        let heard = try await world.engine.instance(listener, as: .system).context["heard"]
        #expect(heard == .list([.integer(1), .integer(2), .integer(3)]))
        #expect(try await repair.door.left() == [0, 0, 0, 0])
    }

    @Test(arguments: TestStore.allCases)
    func `beside people's commands and another keeper each row comes back once, and nobody is refused`(
        store: TestStore
    ) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        var ids: [InstanceID] = []
        for _ in 0..<12 { ids.append(try await repair.start("approval")) }
        try await world.settle()
        for round in 0..<Torture.count(6, torture: 100) {
            try await repair.write("delete from \(["timer", "user_task", "link"][round % 3])")
            let all = ids
            try await withThrowingTaskGroup { group in
                for id in all {
                    group.addTask { _ = try await world.send("touch", to: id) }
                    for _ in 0..<2 {
                        group.addTask { _ = try await world.engine.send(Command(.repair(id), caller: .system)) }
                    }
                }
                try await group.waitForAll()
            }
            let report = try await repair.report()
            #expect(report.named == [] && report.troubles == [], "round \(round)")
            // messages that wait for a later round are late by then
            try await world.expectSound(except: [.message, .topic])
            #expect(try await repair.repairs() == Int64(12 * (round + 1)))
        }
        #expect(try await world.count("select count(*) from timer") == 48)
        #expect(world.mailbox.all.count == 12)
    }

    @Test(arguments: TestStore.allCases)
    func `of two processes one makes the pass, and an alarm lasts until a round has passed without`(
        store: TestStore
    ) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        for _ in 0..<40 { _ = try await repair.start("approval") }
        try await world.settle()
        world.time.advance(.minutes(1))
        async let first = repair.keeper.round()
        async let second = repair.keeper.round()
        #expect(try await [first, second].compactMap(\.self) == [0])
        #expect(try await RepairState.read(world.database).alarmAt == nil)
        try await repair.write("delete from timer")
        let found = try await repair.pass()
        #expect(found > 100 && found <= 104)
        #expect(try await RepairState.read(world.database).alarmAt == world.time.now)
        #expect(repair.log.lines.contains { $0.hasPrefix("error") && $0.contains("repairStopped") })
        #expect(try await repair.pass() == 160 - found)
        #expect(try await RepairState.read(world.database).alarmAt != nil)
        #expect(try await repair.pass() == 0)
        let state = try await RepairState.read(world.database)
        #expect(state.alarmAt == nil && state.found == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `a round ends where it began to look, whoever starts meanwhile, and the next one begins anew`(
        store: TestStore
    ) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        for _ in 0..<201 { _ = try await repair.start("listener") }
        #expect(try await repair.pass() == 0)
        world.time.advance(.minutes(1))
        let young = try await repair.start("approval")
        try await repair.write("delete from timer")
        // the rest of the round: one that was there at its beginning, and not the young one
        #expect(try await repair.pass() == 0)
        #expect(try await repair.pass() == 0)
        #expect(try await repair.pass() == 4)
        #expect(try await world.engine.instance(young, as: .system).revision == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `an end that a reminder has moved comes back where it was moved to, with its task and links`(
        store: TestStore
    ) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        _ = try await repair.start("approval")
        try await world.settle()
        let ends = "select due_at from timer where name = 'waiting.expire#1'"
        let first = try await world.count(ends)
        world.time.advance(Span(microseconds: Span.days(30).microseconds - 1))
        try await world.settle()
        let before = try await repair.rows()
        #expect(try await world.count(ends) == first + Span.hours(24).microseconds - 1)
        #expect(before[0].count == 1 && before[1].count == 1 && before[2].count == 2)
        for table in ["timer", "user_task", "link"] { try await repair.write("delete from \(table)") }
        #expect(try await repair.pass() == 4)
        #expect(try await repair.rows() == before)
        #expect(world.mailbox.all.count == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `where history and row disagree nothing is touched, and everybody is told`(store: TestStore) async throws {
        let repair = try await RepairWorld(store)
        let world = repair.world
        let id = try await repair.start("approval")
        try await world.settle()
        try await repair.write("update instance set stays = '{\"open\":1,\"waiting\":9}'")
        try await repair.write("delete from timer")
        try await repair.write(
            "insert into link (id, secret_hash, instance_id, stay_state, stay_revision, role, made_revision) "
                + "values ('018f9e2a-7c00-7000-8000-000000000009', $1, $2, 'waiting', 1, 'approver', 1)",
            .bytes([1]), .text(id.text))
        #expect(try await repair.pass() == 0)
        #expect(try await world.count("select count(*) from history") == 1)
        #expect(try await repair.report().troubles.count == 1)
        #expect(repair.log.lines.contains { $0.contains("historyDisagrees") && $0.contains(id.text) })
        try await repair.write("update instance set stays = '{\"open\":1,\"waiting\":1}'")
        #expect(try await repair.report().troubles.first?.contains("000000000009") == true)
        #expect(try await repair.pass() == 4)
    }

    @Test(arguments: TestStore.allCases)
    func `the shipped workflows ask for what they write`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let company = JSON.object([
            ("authority", "self"), ("accountName", "XYZ製作所"),
            (
                "headquarters",
                .object([("country", "JP"), ("line1", "見本町1-2-3"), ("city", "千代田区"), ("postalCode", "100-0000")])
            ),
        ])
        let asked = try await world.start("account-request", as: "taro", company).instance
        _ = try await world.start(
            "account-request", as: "mohammad", .object([("authority", "self"), ("accountName", "st elizabeth")]))
        for days in [0, 8, 7, 10, 6, 40] {
            world.time.advance(.days(Int64(days)))
            try await world.settle()
            let report = try await RepairReport.read(
                world.database, catalog: world.engine.parts.catalog, keys: world.keys)
            #expect(report.named == [] && report.troubles == [])
        }
        #expect(try await world.engine.instance(asked.id, as: .system).isFinal)
    }
}
