import Engine
import Logging
import Statecharts
import Storage
import TestKit
import Testing

/// Only PostgreSQL keeps histories by month, so these run there alone.
@Suite struct `Months of PostgreSQL` {
    /// The last microsecond of November 2026.
    private static let border = Timestamp(microseconds: 1_796_083_199_999_999)
    private static let november = "2026-11-01T00:00:00Z"

    private func keeper(_ world: BareWorld) -> MonthKeeper {
        MonthKeeper(
            database: world.database, time: world.time, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func run(_ sql: String, in world: BareWorld) async throws {
        try await world.database.transaction { tx in tx.write(Statement("test.month", sql)) }
    }

    private func drop(_ month: String, in world: BareWorld) async throws -> Int64 {
        try await world.database.transaction { tx in
            try tx.rows(Statement("test.drop", "select drop_month(timestamptz '\(month)')")).first?.integer(0) ?? -1
        }
    }

    @Test func `C31 entries on both sides of a month's border are one history`() async throws {
        let world = try await BareWorld(.postgres, definitions: [Charts.counter], time: ManualTime(Self.border))
        let id = try await world.start("counter").instance.id
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                group.addTask {
                    if index == 10 { world.time.advance(Span(microseconds: 1)) }
                    _ = try await world.send("add", to: id)
                }
            }
            try await group.waitForAll()
        }
        let seen = try await world.engine.instance(id, as: BareWorld.person("asker@one.example"))
        #expect(seen.context["count"] == .integer(20))
        let doubled =
            "select count(*) from (select 1 from history group by instance_id, revision having count(*) > 1) d"
        #expect(try await world.count(doubled) == 0)
        let months = try await world.rows(
            """
            select tableoid::regclass::text as month, max(at) as last, min(at) as first from history \
            group by 1 order by 1
            """)
        #expect(try months.map { try $0.text(0) } == ["history_2026_11", "history_2026_12"])
        #expect(try months[0].integer("last") == Self.border.microseconds)
        #expect(try months[1].integer("first") == Self.border.microseconds + 1)
    }

    @Test func `C32 a missing month stops commands, and make_month mends it without a restart`() async throws {
        let world = try await BareWorld(.postgres, definitions: [Charts.counter], time: ManualTime(Self.border))
        let id = try await world.start("counter").instance.id
        #expect(try await drop("2026-12-01T00:00:00Z", in: world) == 4)
        let next = Self.border.adding(.days(1))
        #expect(try await MonthKeeper.isReady(Self.border, in: world.database))
        #expect(try await !MonthKeeper.isReady(next, in: world.database))
        world.time.advance(.days(1))
        let refused = try await world.refusal { _ = try await world.send("add", to: id) }
        #expect(refused?.status == 503)
        let cause = refused?.underlying.map { "\($0)" } ?? ""
        #expect(cause.contains("no partition of relation"))
        #expect(try await world.count("select count(*) from history") == 1)
        try await keeper(world).round()
        #expect(try await MonthKeeper.isReady(next, in: world.database))
        #expect(try await world.send("add", to: id).instance.context["count"] == .integer(1))
    }

    @Test func `eight that make one month make it once`() async throws {
        let world = try await BareWorld(.postgres, definitions: [Charts.counter])
        #expect(try await drop("2026-10-01T00:00:00Z", in: world) == 4)
        let made = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await world.database.transaction { tx in
                        try tx.rows(Statement("test.make", "select make_month(timestamptz '2026-10-31T23:59:59Z')"))[0]
                            .integer(0)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(made.sorted() == [0, 0, 0, 0, 0, 0, 0, 4])
    }

    @Test func `the keeper makes two months ahead, also over the end of a year, and once`() async throws {
        let world = try await BareWorld(.postgres, definitions: [Charts.counter], time: ManualTime(Self.border))
        for parent in ["history", "history_data", "sent", "security_event"] {
            try await run("drop table \(parent)_after", in: world)
        }
        world.time.advance(.days(62))  // the end of January
        let keeper = keeper(world)
        try await keeper.round()
        try await keeper.round()
        let months = try await world.rows(
            "select to_regclass('history_2027_' || m)::text from unnest(array['03', '04']) m")
        #expect(try months.map { try $0.optionalText(0) } == ["history_2027_03", nil])
    }

    @Test func `a month goes only below every living instance's checkpoint, whose row stays`() async throws {
        let world = try await BareWorld(.postgres, definitions: [Charts.counter])
        let living = try await world.start("counter").instance.id
        let ended = try await world.start("counter").instance.id
        _ = try await world.send("stop", to: ended)
        _ = try await world.send("add", to: living)
        await #expect(throws: DatabaseError.self) { try await drop(Self.november, in: world) }
        let keep = """
            insert into checkpoint select h.instance_id, h.revision, h.hash, h.hash, h.entry, '[]' from history h \
            join instance i on i.id = h.instance_id where not i.is_final and h.revision =
            """
        try await run("\(keep) 1", in: world)
        await #expect(throws: DatabaseError.self) { try await drop(Self.november, in: world) }
        try await run("delete from checkpoint", in: world)
        try await run("\(keep) 2", in: world)
        #expect(try await drop(Self.november, in: world) == 4)
        #expect(try await world.count("select count(*) from history") == 0)
        #expect(try await world.count("select revision from checkpoint") == 2)
        world.time.advance(.days(12))
        #expect(try await world.send("add", to: living).instance.context["count"] == .integer(2))
    }

    @Test func `on a file there is nothing to keep`() async throws {
        let world = try await BareWorld(.sqlite, definitions: [Charts.counter])
        try await keeper(world).round()
        #expect(try await MonthKeeper.isReady(Self.border, in: world.database))
    }
}
