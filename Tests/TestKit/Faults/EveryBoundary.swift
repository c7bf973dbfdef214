import Engine
import Statecharts
import Storage
import Synchronization

/// Cuts every step of a ``TestWorld`` at every boundary between its statements, in a copy of the world's store.
///
/// For each step the copy is taken twice. In the first the step runs undisturbed. In the second its process is killed at
/// the first boundary that has not been tried, a new process repeats the step with the same key, is killed at the next
/// one, and so on until one comes to its end. Both must hold the same rows then, and have sent the same mails. The world
/// itself never notices, so whatever test goes on in it tells a flow whose every step was cut.
///
/// A boundary is the statements of a transaction so far, on instances in these states. In a short run each COMMIT is cut
/// once in the whole process, and of the others a part, drawn by the seed; in a long run each test cuts them all.
public final class EveryBoundary: Sendable {
    /// What worlds that are made now are to explore; absent for nothing.
    @TaskLocal public static var current: EveryBoundary?

    /// What somebody does in a world.
    enum Step: Sendable {
        case command(Command)
        case settle
    }

    private let plant: PlantedFault?
    private let tried: TriedBoundaries
    private let found = Mutex<[String]>([])

    /// Explores what nobody has explored yet.
    /// - Parameter plant: a fault that it has to find; then it explores for itself alone.
    public init(planting plant: PlantedFault? = nil) {
        self.plant = plant
        tried = plant == nil && !Torture.isLong ? .everybodys : TriedBoundaries()
    }

    /// What was wrong: which step, where it was cut, and the rows that differ.
    public var findings: [String] { found.withLock { $0 } }

    /// How many boundaries this one has cut at.
    public var count: Int { cuts.load(ordering: .relaxed) }

    private let cuts = Atomic<Int>(0)

    func explore(_ step: Step, of world: TestWorld) async throws {
        guard !world.mailbox.isScripted, let scene = try await Scene(step, of: world) else { return }
        guard tried.mayLook(at: scene.label, on: scene.kind) else { return }
        let before = try await StoreImage(of: world.database, without: [])
        guard let straight = try await Branch.grow(from: world, rows: before) else { return }
        let course = Course(step: scene.keyed(step), world: world, plant: plant)
        let expected = try await course.runStraight(in: straight)
        try await straight.end()
        tried.saw(scene.label, isDone: expected.isDone, on: scene.kind)
        guard let crooked = try await Branch.grow(from: world, rows: before) else { return }
        let (actual, cuts) = try await course.run(in: crooked) { [tried] boundary in
            // before one is after the one before it
            boundary.side == .after && tried.isWanted(scene.identity(of: boundary), boundary, on: scene.kind)
        }
        let broken = try await Self.violations(in: crooked, of: world)
        try await crooked.end()
        _ = self.cuts.add(cuts.count, ordering: .relaxed)
        if plant == nil { CoveredBoundaries.add(cuts, of: scene) }
        var differences = expected.differences(from: actual, knowing: before)
        if !broken.isEmpty, let again = try await Branch.grow(from: world, rows: before) {
            // some tests break their store before; only what the cuts broke counts
            _ = try await course.runStraight(in: again)
            let known = Set(try await Self.violations(in: again, of: world).map(\.invariant))
            try await again.end()
            differences += broken.filter { !known.contains($0.invariant) }.map { "  unsound: \($0)" }
        }
        guard !differences.isEmpty else { return }
        let story = [
            "GENKAN_SEED=\(Torture.seed): \(scene.label) on \(scene.kind.rawValue), cut \(cuts.count) times:",
            cuts.map { "  \(scene.told($0))" }.joined(separator: "\n"),
            differences.joined(separator: "\n"),
        ]
        found.withLock { $0.append(story.joined(separator: "\n")) }
    }

    /// What the shipped checker finds.
    private static func violations(in branch: Branch, of world: TestWorld) async throws -> [Violation] {
        do {
            try await expectSound(
                branch.database, topics: world.topics, known: world.catalog, keys: world.keys, now: world.time.now)
            return []
        } catch let unsound as Unsound {
            return unsound.violations
        }
    }
}
