import Engine
import Onboarding
import Statecharts
import Storage
import TestKit
import Testing

/// Denied by default, proved by generation (S-16, S-18, `domain.md` AC-109).
///
/// Every event of every shipped definition in every state, sent by everybody, against what the definition says. New
/// definitions, states and events join by themselves.
///
/// Each press comes with a revision that cannot be: who may press, and may now, reads 412, and nothing ever changes.
@Suite(.everyBoundary) struct `AC109 S16 S18 the matrix of rights` {
    @Test(arguments: TestStore.allCases)
    func `AC109 S16 S18 exactly what a definition allows is allowed, and all else is refused and logged`(
        store: TestStore
    ) async throws {
        let world = try await MatrixWorld(store)
        let cells = try await world.cells()
        #expect(Set(cells.map(\.definition.workflow)) == Set(Self.workflows))
        #expect(cells.count >= 16)
        let history = try await world.world.count("select count(*) from history")
        let refused = try await withThrowingTaskGroup(of: Int64.self) { group in
            for actor in world.actors { group.addTask { try await world.press(everythingIn: cells, as: actor) } }
            return try await group.reduce(0, +)
        }
        #expect(refused >= 1_000)
        #expect(try await world.world.count("select count(*) from history") == history)
        #expect(try await world.world.count("select count(*) from instance where revision > 1") == world.moved)
        let logged = "select count(*) from security_event where code in ('not-found', 'not-allowed')"
        #expect(try await world.world.count(logged) == refused)
    }

    @Test(arguments: TestStore.allCases)
    func `S16 S18 whoever may not look is told nothing, and buttons are what one may press`(
        store: TestStore
    ) async throws {
        let world = try await MatrixWorld(store)
        for cell in try await world.cells() {
            for actor in world.actors {
                let place = "\(cell) as \(actor.name)"
                let view = try? await world.world.engine.instance(cell.id, as: actor.caller)
                #expect((view != nil) == cell.isVisible(to: actor), "\(place)")
                let offered = Set(view?.offers.map(\.name) ?? [])
                for event in cell.events {
                    switch cell.answer(to: event, of: actor) {
                    case .allowed: #expect(offered.contains(event), "\(event) of \(place)")
                    case .notFound, .notAllowed, .closed: #expect(!offered.contains(event), "\(event) of \(place)")
                    case .dependent: continue
                    }
                }
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `AC109 S16 nobody starts what only the product starts`(store: TestStore) async throws {
        let world = try await MatrixWorld(store)
        var tried: Int64 = 0
        for workflow in Self.workflows {
            let definition = try #require(world.world.engine.definition(workflow))
            for event in definition.start {
                guard case .system = event.by else { continue }
                for actor in world.actors {
                    let command = Command(.start(workflow: workflow, event: event.name), caller: actor.caller)
                    let error = try await world.world.refusal { _ = try await world.world.engine.send(command) }
                    #expect(error?.code == .notAllowed, "\(workflow).\(event.name) as \(actor.name)")
                    tried += 1
                }
            }
        }
        #expect(tried >= 10)
        #expect(try await world.world.count("select count(*) from instance") == world.instances)
    }

    private static let workflows = TestWorld.shipped.keys.compactMap { path in
        path.wholeMatch(of: #/Workflows/([a-z-]+)\.yaml/#).map { String($0.1) }
    }.filter { $0 != "topics" }.sorted()
}
