import TestKit
import Testing

@testable import Storage

@Suite struct `The writes of a group` {
    private static let one = Statement("one", "insert into one values ($1, $2)", many: "insert into one select 1")
    private static let two = Statement("two", "insert into two values ($1)", many: "insert into two select 1")
    private static let three = Statement("three", "insert into three values ($1)")

    private func write(_ statement: Statement, _ values: SQLValue...) -> PostgresWrite {
        PostgresWrite(statement: statement, values: values)
    }

    /// `one: 1 2`, a line per batch.
    private func lines(_ queues: [[PostgresWrite]]) -> [String] {
        GroupPlan(queues).batches.map { batch in
            let keys = batch.bindings.map { binding -> String in
                guard case .integer(let key)? = binding.first else { return "-" }
                return "\(key)"
            }
            return "\(batch.statement.name): \(keys.joined(separator: " "))"
        }
    }

    @Test func `of one statement go together, sorted by their first value`() {
        let plan = lines([
            [write(Self.one, 3, "c"), write(Self.two, 3)], [write(Self.one, 1, "a"), write(Self.two, 1)],
            [write(Self.one, 2, "b"), write(Self.two, 2)],
        ])
        #expect(plan == ["one: 1 2 3", "two: 1 2 3"])
    }

    @Test func `wait for those that a body wrote before`() {
        let plan = lines([[write(Self.two, 1), write(Self.one, 1)], [write(Self.one, 2), write(Self.two, 2)]])
        #expect(plan == ["two: 1", "one: 1 2", "two: 2"])
    }

    @Test func `wait for a body that still has another statement before theirs`() {
        let plan = lines([
            [write(Self.one, 1), write(Self.three, 1)], [write(Self.one, 2), write(Self.two, 2), write(Self.three, 2)],
        ])
        #expect(plan == ["one: 1 2", "two: 2", "three: 1 2"])
    }

    @Test func `touch a key once together, several of one body too`() {
        let plan = lines([
            [write(Self.one, 1), write(Self.one, 2), write(Self.one, 1)], [write(Self.one, 2), write(Self.one, 3)],
        ])
        #expect(plan == ["one: 1 2", "one: 1 2 3"])
    }

    @Test func `use the text for many only for more than one`() {
        let commands = GroupPlan([[write(Self.one, 1), write(Self.three, 1)], [write(Self.three, 2)]]).commands
        #expect(commands.map(\.statement.name) == ["one", "three", "three"])
        #expect(commands.allSatisfy { !$0.isMany })
        #expect(GroupPlan([[write(Self.one, 1)], [write(Self.one, 2)]]).commands.map(\.isMany) == [true])
        #expect(GroupPlan([[], []]).commands.isEmpty)
    }

    @Test func `keep every body's own order and lose nothing, whatever was queued`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        let random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let queues = (0..<random.number(below: 7)).map { body in
                (0..<random.number(below: 9)).map { place in
                    let statement = [Self.one, Self.two, Self.three][random.number(below: 3)]
                    return write(statement, .integer(random.number(below: 4)), .text("\(body)/\(place)"))
                }
            }
            let sent = GroupPlan(queues).batches
            for (body, queue) in queues.enumerated() {
                let own = sent.enumerated().flatMap { number, batch in
                    batch.bindings.filter { "\($0[1])".contains("\"\(body)/") }.map { (number, batch.statement, $0) }
                }
                // in one batch the order is that of the keys, which differ
                let places = queue.map { write in
                    own.first { $0.1 == write.statement && $0.2 == write.values }?.0 ?? -1
                }
                #expect(own.count == queue.count && places == places.sorted() && !places.contains(-1), "seed \(seed)")
            }
            for batch in sent {
                let keys = batch.bindings.map { "\($0[0])" }
                #expect(keys == keys.sorted() && Set(keys).count == keys.count, "seed \(seed)")
            }
        }
    }
}
