import Statecharts
import TestKit
import Testing

@testable import Engine

/// Who shares a commit, and who comes first (`commit.md` 3 and 12); without a store, so that every order can be tried.
@Suite struct `C18 C22 the line of commands` {
    private struct Waiter: QueuedMember, Equatable {
        var number: Int
        var instance: InstanceID?
        var isAlone = false
        var isForPeople = true

        init(_ number: Int, of instance: Int?, isAlone: Bool = false, isForPeople: Bool = true) {
            self.number = number
            self.instance = instance.map { InstanceID("\($0)") }
            self.isAlone = isAlone
            self.isForPeople = isForPeople
        }
    }

    /// A reference, because an expectation may not change what it looks at.
    private final class Line {
        private var line: CommandLine<Waiter>

        init(shared: Int = 1, alone: Int = 0) {
            line = CommandLine(lanes: CommandLanes(shared: shared, alone: alone))
        }

        var count: Int { line.count }

        func append(_ waiter: Waiter) -> Bool { line.append(waiter) }

        func putBack(_ waiter: Waiter) { line.putBack(waiter) }

        func take() -> [Waiter]? { line.take() }

        func numbers() -> [Int]? { line.take()?.map(\.number) }

        func end(_ group: [Waiter], answered: [Waiter]) {
            line.answer(answered)
            line.end(group)
        }
    }

    @Test func `C22 51 that wait are a group of 50 and one more`() {
        let line = Line()
        for number in 0..<51 { #expect(line.append(Waiter(number, of: number))) }
        let first = line.take() ?? []
        #expect(first.map(\.number) == Array(0..<50))
        #expect(line.take() == nil, "there is one lane")
        line.end(first, answered: first)
        #expect(line.numbers() == [50])
        #expect(line.count == 0)
    }

    @Test func `a lone command is taken at once`() {
        let line = Line()
        #expect(line.append(Waiter(0, of: 0)))
        #expect(line.numbers() == [0])
    }

    @Test func `C18 two of one instance never share a group, and keep their order`() {
        let line = Line()
        for number in 0..<6 { _ = line.append(Waiter(number, of: number % 2)) }
        for expected in [[0, 1], [2, 3], [4, 5]] {
            let group = line.take() ?? []
            #expect(group.map(\.number) == expected)
            line.end(group, answered: group)
        }
    }

    @Test func `starts are of no instance and share a group`() {
        let line = Line()
        for number in 0..<3 { _ = line.append(Waiter(number, of: nil)) }
        #expect(line.numbers() == [0, 1, 2])
    }

    @Test func `an instance that runs is left to the end of its group, also on a free lane`() {
        let line = Line(shared: 2)
        for number in 0..<2 { _ = line.append(Waiter(number, of: 7)) }
        let first = line.take() ?? []
        #expect(first.map(\.number) == [0])
        _ = line.append(Waiter(2, of: 8))
        #expect(line.numbers() == [2])
        line.end(first, answered: first)
        #expect(line.numbers() == [1])
    }

    @Test func `what goes again comes before all others, and its instance waits for it`() {
        let line = Line(shared: 2)
        for number in 0..<6 { _ = line.append(Waiter(number, of: number)) }
        let group = line.take() ?? []
        let beside = line.take() ?? []
        for number in 6..<9 { _ = line.append(Waiter(number, of: number - 6)) }
        line.end(group, answered: [group[1]])
        #expect(line.numbers() == [7], "0 and 2 are still held for those who go again")
        line.putBack(group[2])
        line.putBack(group[0])
        line.end(beside, answered: beside)
        #expect(line.numbers() == [0, 2])
    }

    @Test func `lanes beside each other share what there is`() {
        let line = Line(shared: 2)
        _ = line.append(Waiter(0, of: 0))
        let lone = line.take() ?? []
        for number in 1..<16 { _ = line.append(Waiter(number, of: number)) }
        #expect(line.numbers() == Array(1...8), "half of 16 with the one that runs")
        #expect(line.take() == nil, "both lanes are busy")
        line.end(lone, answered: lone)
        #expect(line.numbers() == Array(9...15), "the rest does not wait for the other lane")
    }

    @Test func `acting commands have lanes of their own, one each, and plain ones pass them`() {
        let line = Line(shared: 1, alone: 2)
        for number in 0..<3 { _ = line.append(Waiter(number, of: number, isAlone: true)) }
        for number in 3..<5 { _ = line.append(Waiter(number, of: number)) }
        #expect(line.numbers() == [0])
        #expect(line.numbers() == [1])
        let plain = line.take() ?? []
        #expect(plain.map(\.number) == [3, 4], "the third acting one waits, and keeps nobody waiting")
        #expect(line.take() == nil)
        line.end([Waiter(1, of: 1, isAlone: true)], answered: [])
        #expect(line.numbers() == [2])
    }

    @Test func `C65 people come first, and every fourth group is the others'`() {
        let line = Line()
        for number in 0..<400 { _ = line.append(Waiter(number, of: number, isForPeople: false)) }
        for number in 400..<800 { _ = line.append(Waiter(number, of: number)) }
        var turns: [Bool] = []
        while let group = line.take() {
            #expect(Set(group.map(\.isForPeople)).count == 1)
            turns.append(group[0].isForPeople)
            line.end(group, answered: group)
        }
        #expect(turns.prefix(8) == [true, true, true, false, true, true, true, false])
        #expect(turns.filter { $0 }.count == 8 && turns.count == 16)
    }

    @Test func `nobody waits for the others' turn when none of them does`() {
        let line = Line()
        for number in 0..<5 {
            _ = line.append(Waiter(number, of: number))
            let group = line.take() ?? []
            #expect(group.map(\.number) == [number])
            line.end(group, answered: group)
        }
    }

    @Test func `R29 only so many wait`() {
        let line = Line()
        for number in 0..<Limits.queuedMax { #expect(line.append(Waiter(number, of: number))) }
        #expect(!line.append(Waiter(-1, of: -1)))
        #expect(!line.append(Waiter(-2, of: -2, isForPeople: false)))
        let group = line.take() ?? []
        #expect(line.append(Waiter(-3, of: -3)))
        line.putBack(group[0])
        #expect(line.count == Limits.queuedMax - group.count + 2, "who had a place keeps it")
    }

    @Test(arguments: [(1, 0), (2, 4)])
    func `whatever comes, all are taken once, in order, within the bounds`(shared: Int, alone: Int) {
        for seed in UInt64(1)...40 {
            let random = SeededRandom(seed: seed)
            let line = Line(shared: shared, alone: alone)
            var running: [[Waiter]] = []
            var last: [String: Int] = [:]
            var taken = 0
            var sent = 0
            while sent < 300 || line.count > 0 || !running.isEmpty {
                if sent < 300, random.number(below: 3) > 0 {
                    // one instance's commands are of one kind, as only the order within a kind is promised
                    let instance = random.number(below: 20)
                    let waiter = Waiter(
                        sent, of: random.number(below: 9) == 0 ? nil : instance, isAlone: instance % 5 == 0,
                        isForPeople: instance % 3 > 0)
                    #expect(line.append(waiter))
                    sent += 1
                } else if let group = line.take() {
                    let instances = group.compactMap(\.instance)
                    let busy = Set(running.flatMap { $0 }.compactMap(\.instance))
                    #expect(Set(instances).count == instances.count && busy.isDisjoint(with: instances), "seed \(seed)")
                    #expect((1...Limits.groupMax).contains(group.count))
                    #expect(group.count == 1 || !group.contains(where: \.isAlone))
                    for waiter in group where waiter.instance != nil {
                        let key = waiter.instance?.text ?? ""
                        #expect(last[key, default: -1] < waiter.number, "seed \(seed)")
                        last[key] = waiter.number
                    }
                    taken += group.count
                    running.append(group)
                    #expect(running.count <= shared + alone)
                } else {
                    #expect(line.count == 0 || !running.isEmpty, "seed \(seed): a lane is free and nobody is taken")
                    guard !running.isEmpty else { continue }
                    let group = running.remove(at: random.number(below: running.count))
                    line.end(group, answered: group)
                }
            }
            #expect(taken == sent)
        }
    }
}

/// How much one group may read and step (`commit.md` 3).
@Suite struct `C22 the budget of a group` {
    private func fits(_ budget: GroupBudget, _ bytes: Int) throws -> Bool {
        do {
            try budget.take(contextBytes: bytes)
            return true
        } catch LeftOut.full {
            return false
        }
    }

    @Test func `contexts of 256 KiB go, the next one waits`() throws {
        let budget = GroupBudget(ManualTime())
        for _ in 0..<4 { #expect(try fits(budget, 64 * 1_024)) }
        #expect(try !fits(budget, 2))
    }

    @Test func `the first goes whatever it weighs`() throws {
        let budget = GroupBudget(ManualTime())
        #expect(try fits(budget, 1_024 * 1_024))
        #expect(try !fits(budget, 2))
    }

    @Test func `stepping ends after 10 ms, counted from the first that was read`() throws {
        let clock = ManualTime()
        let budget = GroupBudget(clock)
        clock.advance(Span(microseconds: 500_000))  // waiting for a connection and for the read is no stepping
        #expect(try fits(budget, 0))
        clock.advance(Span(microseconds: 10_000))
        #expect(try fits(budget, 2))
        clock.advance(Span(microseconds: 1))
        #expect(try !fits(budget, 2))
    }
}
