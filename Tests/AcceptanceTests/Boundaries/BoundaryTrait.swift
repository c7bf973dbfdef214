import TestKit
import Testing

/// Has every step of every world that a suite's tests make cut at every boundary (R-3, C-71).
struct BoundaryTrait: SuiteTrait, TestTrait, TestScoping {
    let isRecursive = true

    func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? nil : self }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let boundaries = EveryBoundary()
        try await EveryBoundary.$current.withValue(boundaries) { try await function() }
        for finding in boundaries.findings { Issue.record("R3: \(finding)") }
    }
}

extension Trait where Self == BoundaryTrait {
    /// Cuts every step of the suite's tests at every boundary between two statements.
    static var everyBoundary: Self { BoundaryTrait() }
}
