import Engine
import Statecharts
import Storage
import Synchronization

/// How a step goes in a copy of its world.
struct Course: Sendable {
    /// What is there when the step is done.
    struct End: Sendable {
        var image: StoreImage
        var outcome: String
        /// Nothing refused it.
        var isDone: Bool
        var mails: [String]

        /// What the other has and this has not, and the other way round.
        func differences(from other: End, knowing before: StoreImage) -> [String] {
            var found: [String] = []
            if outcome != other.outcome { found.append("  answered \(other.outcome) instead of \(outcome)") }
            // a mail may come twice when its mark was cut, but none may be missing or new
            let (expected, actual) = (Set(mails), Set(other.mails))
            found += expected.subtracting(actual).sorted().map { "  mail is missing: \($0)" }
            found += actual.subtracting(expected).sorted().map { "  mail is new: \($0)" }
            let (left, right) = (image.lines(knowing: before), other.image.lines(knowing: before))
            let changes = right.difference(from: left)
            found += changes.removals.prefix(5).map { "  row is missing: \(Self.element($0).prefix(500))" }
            found += changes.insertions.prefix(5).map { "  row is new: \(Self.element($0).prefix(500))" }
            return found
        }

        private static func element(_ change: CollectionDifference<String>.Change) -> String {
            switch change {
            case .insert(offset: _, let element, associatedWith: _), .remove(offset: _, let element, associatedWith: _):
                element
            }
        }
    }

    /// More kills than any step has boundaries.
    private static let killsMost = 5000

    let step: EveryBoundary.Step
    let world: TestWorld
    let plant: PlantedFault?
    private let processes = Numbers()

    init(step: EveryBoundary.Step, world: TestWorld, plant: PlantedFault?) {
        self.step = step
        self.world = world
        self.plant = plant
    }

    /// Undisturbed.
    func runStraight(in branch: Branch) async throws -> End {
        let (end, _) = try await run(in: branch) { _ in false }
        return end
    }

    /// Killed wherever the closure says so, and repeated by a new process each time.
    func run(
        in branch: Branch, cutting isWanted: @escaping @Sendable (Boundary) -> Bool
    ) async throws -> (End, [Boundary]) {
        let mailbox = world.mailbox.twin()
        var cuts: [Boundary] = []
        while cuts.count < Self.killsMost {
            let database = CutDatabase(branch.database, where: isWanted)
            let outcome = await perform(on: database, sendingTo: mailbox)
            if let cut = database.cut {
                cuts.append(cut)
            } else if try await passLeases(branch.database) == 0 {
                let mails = (mailbox.all + mailbox.refused).map { "\($0.mail.subject) to \($0.to)" }
                return (
                    End(
                        image: try await StoreImage(of: branch.database), outcome: outcome.text, isDone: outcome.isDone,
                        mails: mails), cuts
                )
            }
        }
        throw EndlessStep()
    }

    /// One process from its start to its end.
    private func perform(on database: CutDatabase, sendingTo mailbox: ListDeliverer) async -> (
        text: String, isDone: Bool
    ) {
        let number = processes.next()
        let deliverer = plant?.deliverer(before: mailbox) ?? mailbox
        let process = TestProcess(
            world.parts, over: plant?.database(over: database) ?? database, time: ManualTime(world.time.now),
            random: SeededRandom(seed: 0xC0DE + number), deliverer: deliverer, owner: "process-\(number)")
        do {
            switch step {
            case .settle:
                try await process.settle()
                if database.cut == nil { await (deliverer as? HastyDeliverer)?.handOver() }
                return ("settled", true)
            case .command(let command):
                let view = try await process.engine.send(command).instance
                return ("\(view.state) \(view.revision)", true)
            }
        } catch {
            guard let refusal = error as? EngineError else { return ("\(error)", false) }
            return ("\(refusal.code.rawValue) \(refusal.fields.map { "\($0.field ?? "") \($0.error)" })", false)
        }
    }

    /// What a killed worker held is others' after a while.
    private func passLeases(_ database: any Database) async throws -> Int {
        let now = SQLValue.integer(world.time.now.microseconds)
        return try await database.transaction { tx in try tx.changed(Self.passing, now) }
    }

    private static let passing = Statement(
        "test.pass", "update outbox set next_at = $1, lease_until = $1 where stage = 'sending' and next_at > $1")
}

/// A step that never comes to its end, however often it is repeated.
private struct EndlessStep: Error {}

/// Counts from 1.
private final class Numbers: Sendable {
    private let value = Atomic<UInt64>(0)

    func next() -> UInt64 { value.add(1, ordering: .relaxed).newValue }
}
