/// What a look at a whole store came to.
public struct CheckerReport: Sendable {
    private static let namedMax = 20

    /// Instances that were read.
    public private(set) var instances = 0
    /// Entries of histories that were read.
    public private(set) var entries = 0
    /// Instances whose definition this program cannot read, so that their rows were not compared with their histories.
    public private(set) var unread = 0
    /// How often each invariant does not hold.
    public private(set) var counts: [Invariant: Int] = [:]
    /// The first findings of each, in the order in which they were met.
    public private(set) var violations: [Violation] = []

    /// Nothing read yet.
    public init() {}

    /// Whether everything holds.
    public var isSound: Bool { counts.isEmpty }

    /// Takes one finding in.
    public mutating func add(_ violation: Violation) {
        counts[violation.invariant, default: 0] += 1
        if counts[violation.invariant, default: 0] <= Self.namedMax { violations.append(violation) }
    }

    /// Takes in what was read of a part.
    public mutating func add(_ found: [Violation], instances: Int = 0, entries: Int = 0, unread: Int = 0) {
        for violation in found { add(violation) }
        self.instances += instances
        self.entries += entries
        self.unread += unread
    }
}
