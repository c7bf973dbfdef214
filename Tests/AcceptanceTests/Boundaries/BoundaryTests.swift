import Engine
import Statecharts
import TestKit
import Testing

/// What finds faults at boundaries finds those that are planted, and none where none is (R-3, C-71).
///
/// The flows themselves are the tests of this module: their suites carry `.everyBoundary`.
@Suite struct `R3 C71 cuts at every boundary` {
    /// A request, what its asker is mailed, and its end.
    private func tell(_ store: TestStore, _ boundaries: EveryBoundary) async throws {
        try await EveryBoundary.$current.withValue(boundaries) {
            let world = try await TestWorld(store)
            let view = try await world.taroAsks()
            _ = try await world.send("activate", to: view.id, as: "taro")
            try await world.settle()
            #expect(world.mailbox.all.count == 2, "the world itself notices nothing")
        }
    }

    @Test(arguments: TestStore.allCases, PlantedFault.allCases)
    func `a planted fault is found`(store: TestStore, plant: PlantedFault) async throws {
        let boundaries = EveryBoundary(planting: plant)
        try await tell(store, boundaries)
        #expect(!boundaries.findings.isEmpty, "\(boundaries.count) cuts")
    }
}
