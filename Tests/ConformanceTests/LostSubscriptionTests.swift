import Engine
import Statecharts
import Storage
import TestKit
import Testing

/// What the simulation found first: a subscription that was lost while its instance went on waiting elsewhere.
@Suite struct `R40 a lost subscription` {
    private static let bell = """
        workflow: ringer
        version: 1
        title: { en: Ringer, ja: 鐘つき }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context: { owner: person, door: account }
        start:
          begin: { by: signedIn, form: [door], set: [door, { owner: caller.person }], to: working }
        states:
          working:
            title: { en: Working, ja: 勤務中 }
            on: { ring: { by: owner, publish: { topic: bell.rung, key: context.door } }, rest: { by: owner, to: resting } }
          resting: { title: { en: Resting, ja: 休憩 }, final: true }
        """
    private static let sleeper = """
        workflow: sleeper
        version: 1
        title: { en: Sleeper, ja: 眠る人 }
        asker: owner
        watch: [owner]
        roles: { owner: context.owner }
        context: { owner: person, door: account }
        start:
          begin: { by: signedIn, form: [door], set: [door, { owner: caller.person }], to: lying }
        states:
          lying:
            title: { en: Lying, ja: 就寝 }
            on:
              hear: { topic: { name: bell.rung, key: context.door }, to: awake }
              turn: { by: owner, to: turned }
          turned:
            title: { en: Turned, ja: 寝返り }
            on: { hear: { topic: { name: bell.rung, key: context.door }, to: awake } }
          awake: { title: { en: Awake, ja: 起床 }, final: true }
        """

    @Test(arguments: TestStore.allCases)
    func `R40 C67 comes back with what was published since the wait began, also in an earlier state`(
        store: TestStore
    ) async throws {
        // Given somebody who waits, whom nobody has told yet, and who goes on waiting in another state
        let world = try await BareWorld(
            store, definitions: [Self.bell, Self.sleeper], topics: "bell.rung: { key: account, with: {} }")
        let door = JSON.object([("door", "door-1")])
        let ringer = try await world.start("ringer", door).instance.id
        let sleeper = try await world.start("sleeper", door).instance.id
        world.time.advance(.hours(1))
        _ = try await world.send("ring", to: ringer)
        world.time.advance(.hours(1))
        _ = try await world.send("turn", to: sleeper)
        // When the row is lost, and put right
        try await world.database.transaction { tx in
            tx.write(Statement("test.lose", "delete from subscription where instance_id = $1"), .text(sleeper.text))
        }
        world.time.advance(.hours(1))
        _ = try await world.engine.send(Command(.repair(sleeper), caller: .system))
        try await world.settle()
        // Then the bell is heard
        #expect(try await world.engine.instance(sleeper, as: .system).state == "awake")
    }
}
