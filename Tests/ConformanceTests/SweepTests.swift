import Statecharts
import TestKit
import Testing

@testable import Engine
@testable import Storage

/// What the timers' poll costs, in pages and rows as the server counts them.
@Suite struct `R18 the sweep` {
    private static let now = Timestamp(microseconds: 1_800_000_000_000_000)

    private let database: any Database
    private let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        database = try await TestStore.postgres.open(in: folder, lines: [.engineTables])
    }

    /// Instances with one timer each, due from a moment on in steps of a second.
    private static let add = Statement(
        "test.add", sqlite: "",
        postgres: """
            with made as (
                insert into instance (id, definition_id, state, context, revision, changed_revision, stays, head_hash,
                    is_final, created_at, updated_at)
                select gen_random_uuid(), 1, 'waiting', '{}', 1, 1, '{"waiting":1}', '', false, $2, $2
                from generate_series(1, $1::bigint) returning id)
            insert into timer (instance_id, name, due_at, armed_revision, workflow)
            select id, 'waiting.ring', $2::timestamptz + row_number() over () * interval '1 second', 1, 'alarm' from made
            """)

    private struct Cost {
        var pages: Double
        var rows: Double
    }

    private func write(_ sql: String) async throws {
        try await database.transaction { tx in tx.write(Statement("test.write", sqlite: "", postgres: sql)) }
    }

    /// What the poll reads, by the plan that the server makes for the program's own sessions.
    private func cost() async throws -> Cost {
        // one session after the other takes the same connection, so it is prepared there
        let run = "execute sweep ('alarm', '\(Self.now.iso8601)', 200)"
        let explain = Statement("test.explain", sqlite: "", postgres: "explain (analyze, buffers) \(run)")
        let plan = try await database.transaction { tx in
            // twice, so that what the first looks up of the tables themselves does not count
            _ = try tx.rows(explain)
            return try tx.rows(explain).map { try $0.text(0) }.joined(separator: "\n")
        }
        // the first of each is the whole plan's
        let rows = plan.firstMatch(of: /actual time=\S+ rows=(\d+)/).flatMap { Double($0.1) }
        let pages = plan.firstMatch(of: /Buffers: shared (?:hit=(\d+))?(?: ?read=(\d+))?/)
        let counts = [pages?.1, pages?.2].compactMap { $0.flatMap { Double($0) } }
        return Cost(pages: counts.reduce(0, +), rows: rows ?? -1)
    }

    private func add(_ count: Int, from time: Timestamp) async throws {
        try await database.transaction { tx in tx.write(Self.add, .integer(Int64(count)), time.sql) }
    }

    @Test func `costs the same however many timers are not due yet`() async throws {
        try await write("prepare sweep (text, timestamptz, bigint) as \(TimerTable.due.postgres)")
        // a server that starts on an empty store plans before it knows how much there will be
        #expect(try await cost().rows == 0)
        try await add(1_000, from: Self.now.adding(.days(-1)))
        let before = try await cost()
        let future = Torture.count(50_000, torture: 1_000_000)
        for _ in 0..<10 { try await add(future / 10, from: Self.now.adding(.days(1))) }
        let after = try await cost()
        try await write("analyze instance, timer")
        let known = try await cost()
        print(
            "R18: a sweep reads \(before.pages) pages, \(after.pages) with \(future) later timers, planned anew \(known.pages)"
        )
        for cost in [before, after, known] { #expect(cost.rows == 200) }
        // an index of a million may be a page deeper than one of a thousand
        for cost in [after, known] { #expect(cost.pages <= before.pages * 1.05 + 2) }
    }
}
