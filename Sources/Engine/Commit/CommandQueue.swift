import Synchronization

/// Where commands wait for a lane to the store: a free lane takes what waits, so a lone command waits for nobody.
///
/// A command starts when the one before it on its instance has been answered. No task is kept for a lane: of the commands
/// that it takes, the first one's caller leads the group, answers the others, and goes its way (`commit.md` 3).
final class CommandQueue: Sendable {
    /// A command and whoever waits for its answer.
    final class Member: QueuedMember, Sendable {
        let run: CommandRun
        let isAlone: Bool
        /// Absent for a leader that has not waited.
        fileprivate let wake: CheckedContinuation<Turn, Never>?

        fileprivate init(run: CommandRun, isAlone: Bool, wake: CheckedContinuation<Turn, Never>?) {
            self.run = run
            self.isAlone = isAlone
            self.wake = wake
        }

        var instance: InstanceID? { run.command.target.instance }

        var isForPeople: Bool {
            switch run.command.target {
            case .start, .event, .mailAnew, .cancel: true
            case .due, .message, .topic, .repair, .discard: false
            }
        }
    }

    /// What a caller is woken with.
    enum Turn: Sendable {
        case answered(Result<CommandRun.Result, EngineError>)
        /// The caller's own command is the first of these.
        case leads([Member])
        /// Too many wait already.
        case refused
    }

    /// What became of a member of a group.
    enum Outcome: Sendable {
        case answered(Result<CommandRun.Result, EngineError>)
        /// Once more, before all others.
        case again(CommandRun, isAlone: Bool)
    }

    let lanes: CommandLanes
    private let line: Mutex<CommandLine<Member>>

    init(lanes: CommandLanes) {
        self.lanes = lanes
        line = Mutex(CommandLine(lanes: lanes))
    }

    /// Commands that wait for a lane.
    var count: Int { line.withLock(\.count) }

    /// Waits until a leader has answered the command, or it is the caller's turn to lead.
    /// - Parameter hasRun: it led before, and goes again.
    func turn(_ run: CommandRun, isAlone: Bool, hasRun: Bool) async -> Turn {
        if !hasRun {
            // whoever finds nobody waiting goes on without changing its thread
            let member = Member(run: run, isAlone: isAlone, wake: nil)
            if line.withLock({ $0.takeAtOnce(member) }) { return .leads([member]) }
        }
        return await withCheckedContinuation { wake in
            let member = Member(run: run, isAlone: isAlone, wake: wake)
            let isIn = line.withLock { line in
                guard hasRun else { return line.append(member) }
                line.putBack(member)
                return true
            }
            if isIn { dispatch() } else { wake.resume(returning: .refused) }
        }
    }

    /// The led group has ended: wakes its members or puts them before all others, and gives the lane away.
    ///
    /// Who was woken gets the time to come back first, or the lane would leave with the first of them alone.
    /// - Parameter outcomes: one for each member, in their order; the first is the leader's own, which it sees to itself.
    func end(_ members: [Member], with outcomes: [Outcome]) async {
        var answered: [(Member, Result<CommandRun.Result, EngineError>)] = []
        var again: [Member] = []
        for (index, (member, outcome)) in zip(members, outcomes).enumerated() {
            switch outcome {
            case .answered(let result): answered.append((member, result))
            case .again(let run, let isAlone) where index > 0:
                again.append(Member(run: run, isAlone: isAlone, wake: member.wake))
            case .again: break
            }
        }
        line.withLock { line in
            line.answer(answered.map(\.0))
            for member in again.reversed() { line.putBack(member) }
        }
        let leadersOwn = if case .answered? = outcomes.first { 1 } else { 0 }
        for (member, result) in answered.dropFirst(leadersOwn) { member.wake?.resume(returning: .answered(result)) }
        if answered.count > leadersOwn { await Task.yield() }
        line.withLock { $0.end(members) }
        dispatch()
    }

    private func dispatch() {
        while let group = line.withLock({ $0.take() }), let leader = group.first {
            leader.wake?.resume(returning: .leads(group))
        }
    }
}
