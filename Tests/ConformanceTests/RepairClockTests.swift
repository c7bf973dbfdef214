import Engine
import Logging
import Statecharts
import Storage
import TestKit
import Testing

/// What a clock that was wrong for a while leaves behind.
@Suite struct `R20 a clock that was ahead` {
    private static let chart = """
        workflow: vigil
        version: 1
        title: { en: Vigil, ja: 見張り }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context: { owner: person }
        start:
          begin: { by: signedIn, set: { owner: caller.person }, to: open }
        states:
          open:
            title: { en: Open, ja: 受付中 }
            on: { stop: { by: owner, to: ended } }
            after: { end: { at: P9D, to: ended } }
          ended: { title: { en: Ended, ja: 終了 }, final: true }
        """

    @Test(arguments: TestStore.allCases)
    func `R20 C67 does not keep the repair pass away once it is set back`(store: TestStore) async throws {
        // Given a pass at a moment of tomorrow, by a host whose clock was set back since
        let world = try await BareWorld(store, definitions: [Self.chart])
        let id = try await world.start("vigil").instance.id
        let keeper = RepairKeeper(
            engine: world.engine, database: world.database, time: world.time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        world.time.advance(.days(1))
        #expect(try await keeper.round() == 0)
        world.time.advance(.days(-1))
        // When a timer's row is lost, and a minute later a pass is made
        try await world.database.transaction { tx in
            tx.write(Statement("test.lose", "delete from timer where instance_id = $1"), .text(id.text))
        }
        world.time.advance(.minutes(1))
        // Then it comes back
        #expect(try await keeper.round() == 1)
        #expect(try await world.count("select count(*) from timer where instance_id = $1", .text(id.text)) == 1)
        // And a mark that is ahead by less than the time between two passes still counts
        world.time.advance(Span(microseconds: -1_000_000))
        #expect(try await keeper.round() == nil)
    }
}
