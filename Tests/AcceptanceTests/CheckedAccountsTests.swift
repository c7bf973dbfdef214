import Engine
import Onboarding
import Statecharts
import Storage
import TestKit
import Testing

/// Accounts and what belongs to them are what their logs lead to, and the checker says where they are not.
@Suite struct `R1 I21 checked accounts` {
    private struct Damage {
        var sql: String
        var words: String
    }

    private static let damages = [
        Damage(sql: "update account set name = 'Other'", words: "is not what its log leads to: name"),
        Damage(sql: "update member set role = 'viewer'", words: "its members are not what its log leads to"),
        Damage(sql: "delete from virtual_account", words: "its virtual accounts are not"),
        Damage(sql: "delete from agreement_acceptance", words: "its acceptances are not"),
        Damage(
            sql: "insert into invited_place select account_id, 'x@one.example', since from member",
            words: "its invited places are not"),
        Damage(sql: "delete from held_identifier", words: "does not hold its identifier"),
        Damage(sql: "delete from account_event where number = 2", words: "line 2 of its log is missing"),
    ]

    @Test(arguments: TestStore.allCases)
    func `each row that its log does not lead to is named with the account`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let active = try await world.send("activate", to: try await world.taroAsks().id, as: "taro").instance
        let agreement = try #require(active.started.first)
        let shown = try await world.engine.form("accept", of: agreement, as: world.caller("taro"))
        let hash = try #require(shown.values["textHash"].flatMap { if case .text(let text) = $0 { text } else { nil } })
        let answer = JSON.object([("authorised", true), ("textHash", .string(hash))])
        _ = try await world.send("accept", to: agreement, as: "taro", answer)
        try await world.settle()
        try await world.expectSound()
        let account = world.account(of: active)
        for damage in Self.damages {
            try await world.database.transaction { tx in
                tx.write(
                    Statement(
                        "test.open", sqlite: "drop trigger if exists account_event_is_kept",
                        postgres: "select set_config('session_replication_role', 'replica', true)"))
                let changed = try tx.changed(Statement("test.damage", damage.sql))
                #expect(changed > 0, "\(damage.sql)")
            }
            let violations = try await AccountCheck.violations(in: world.database)
            let named = violations.filter { $0.text.contains(damage.words) }
            #expect(named.map(\.subject) == ["account \(account)"], "\(damage.sql): \(violations)")
            #expect(violations.allSatisfy { $0.invariant == .domain })
        }
    }

    @Test(arguments: TestStore.allCases)
    func `requests that are released, renamed and moved to another identifier are sound`(store: TestStore) async throws
    {
        let world = try await TestWorld(store)
        let taros = try await world.taroAsks()
        _ = try await world.send("withdraw", to: taros.id, as: "taro")
        _ = try await world.gunaAsks()
        _ = try await world.annaAsks()
        try await world.expectSound()
        for days in [8, 8, 20, 40] {
            world.time.advance(.days(Int64(days)))
            try await world.settle()
            try await world.expectSound()
        }
    }
}
