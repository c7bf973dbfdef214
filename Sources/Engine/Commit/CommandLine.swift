/// Who waits, and what runs: the rules by which ``CommandQueue`` forms groups (`commit.md` 3), without anybody to wake.
struct CommandLine<Member: QueuedMember> {
    private let lanes: CommandLanes
    private var freeShared: Int
    private var freeAlone: Int
    private var people: [Member] = []
    /// Timers and the like, which must not keep people waiting.
    private var others: [Member] = []
    /// How many run in shared lanes.
    private var running = 0
    /// Instances that a running group is busy with.
    private var held: Set<InstanceID> = []
    private var groups = 0
    /// Members that wait for a transaction of their own.
    private var aloneCount = 0

    init(lanes: CommandLanes) {
        self.lanes = lanes
        freeShared = lanes.shared
        freeAlone = lanes.alone
    }

    /// Members that wait.
    var count: Int { people.count + others.count }

    /// Puts a member behind all others, or says that too many wait.
    mutating func append(_ member: Member) -> Bool {
        guard count < Limits.queuedMax else { return false }
        if member.isAlone { aloneCount += 1 }
        if member.isForPeople { people.append(member) } else { others.append(member) }
        return true
    }

    /// Gives a member a free lane if nobody waits and its instance is not busy; such a group is one of its own.
    mutating func takeAtOnce(_ member: Member) -> Bool {
        guard count == 0, isLaneFree(for: member), member.instance.map(held.contains) != true else { return false }
        groups += 1
        occupy([member])
        return true
    }

    /// Puts a member that has run before in front of all others; its instance is still held for it.
    mutating func putBack(_ member: Member) {
        if let instance = member.instance { held.remove(instance) }
        if member.isAlone { aloneCount += 1 }
        if member.isForPeople { people.insert(member, at: 0) } else { others.insert(member, at: 0) }
    }

    /// The next group for a free lane: people first, but every fourth time the others, when they wait.
    mutating func take() -> [Member]? {
        // asked at every command, so the answer must be cheap while all lanes are busy
        guard freeShared > 0 || freeAlone > 0 && aloneCount > 0 else { return nil }
        let isOthersTurn = groups % 4 == 3
        let group = isOthersTurn ? takeOthers() ?? takePeople() : takePeople() ?? takeOthers()
        guard let group else { return nil }
        groups += 1
        if group.first?.isAlone == true { aloneCount -= 1 }
        occupy(group)
        return group
    }

    private mutating func occupy(_ group: [Member]) {
        guard let first = group.first else { return }
        if first.isAlone, lanes.alone > 0 {
            freeAlone -= 1
        } else {
            freeShared -= 1
            running += group.count
        }
        held.formUnion(group.compactMap(\.instance))
    }

    /// Every instance that is answered for may be taken again.
    mutating func answer(_ answered: [Member]) {
        held.subtract(answered.compactMap(\.instance))
    }

    /// Gives the lane of a group away.
    mutating func end(_ group: [Member]) {
        guard let first = group.first else { return }
        if first.isAlone, lanes.alone > 0 {
            freeAlone += 1
        } else {
            freeShared += 1
            running -= group.count
        }
    }

    private mutating func takePeople() -> [Member]? {
        guard let (group, rest) = part(people) else { return nil }
        people = rest
        return group
    }

    private mutating func takeOthers() -> [Member]? {
        guard let (group, rest) = part(others) else { return nil }
        others = rest
        return group
    }

    /// How many of those that wait one shared lane takes: with what runs beside it, all lanes have the same.
    ///
    /// Who took all would leave nothing to the next lane but what comes singly, and a group of one costs nearly as much as
    /// a group of ten.
    private var share: Int { min(Limits.groupMax, (count + running + lanes.shared - 1) / lanes.shared) }

    /// A group out of those that wait, and who goes on waiting.
    private func part(_ waiting: [Member]) -> (group: [Member], rest: [Member])? {
        let most = share
        var group: [Member] = []
        var rest: [Member] = []
        var passed: Set<InstanceID> = []
        for (index, member) in waiting.enumerated() {
            guard group.count < most, group.first?.isAlone != true else {
                rest += waiting[index...]
                break
            }
            let isBusy = member.instance.map { held.contains($0) || passed.contains($0) } ?? false
            if !isBusy, isLaneFree(for: member), group.isEmpty || !member.isAlone {
                group.append(member)
            } else {
                rest.append(member)
            }
            if let instance = member.instance { passed.insert(instance) }
        }
        guard !group.isEmpty else { return nil }
        return (group, rest)
    }

    private func isLaneFree(for member: Member) -> Bool {
        member.isAlone && lanes.alone > 0 ? freeAlone > 0 : freeShared > 0
    }
}

/// What ``CommandLine`` must know of whoever waits.
protocol QueuedMember {
    /// The instance that it is for; absent for a start.
    var instance: InstanceID? { get }
    /// Whether it needs a transaction of its own.
    var isAlone: Bool { get }
    /// Whether a person waits for it.
    var isForPeople: Bool { get }
}

/// How many groups run side by side.
struct CommandLanes: Sendable {
    var shared: Int
    /// For members that need a transaction of their own; if there is none of these, the shared ones take them.
    var alone: Int
}
