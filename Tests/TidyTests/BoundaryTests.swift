import Testing

/// Whoever tells a flow also has it cut at every boundary.
@Suite struct `Boundaries` {
    /// Suites whose tests make no world, share one between processes, damage one, or are about something else than flows;
    /// and those of a quota that several timers compete for, so that the end depends on who comes first.
    private static let excepted: Set<String> = [
        "AnswerTests.swift", "BoundaryTests.swift", "CheckedAccountsTests.swift", "InterleavingTests.swift",
        "PartnerLookUpTests.swift", "PreviewTests.swift", "TwoProcessTests.swift", "UnverifiedMailTests.swift",
    ]

    @Test func `R3 every suite of AcceptanceTests carries the trait everyBoundary`() throws {
        for path in try Repository.files(in: "Tests/AcceptanceTests", endingWith: ".swift") {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            for line in try Repository.lines(path) where line.hasPrefix("@Suite") {
                #expect(line.contains(".everyBoundary") != Self.excepted.contains(name), "\(path)")
            }
        }
    }
}
