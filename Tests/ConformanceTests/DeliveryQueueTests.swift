import Statecharts
import TestKit
import Testing

@testable import Engine

/// Who is handed over next, as values (`commit.md` 10).
@Suite struct `R14 the queue of deliveries` {
    private let now = Timestamp(microseconds: 0)

    private func row(_ id: Int, _ domain: String) -> OutboxRow {
        OutboxRow(
            id: "\(id)", channel: "mail", target: "a@\(domain)", attempts: 1, messageID: "\(id)@x",
            madeAt: now, policy: "repeat")
    }

    @Test func `two of a domain are under way at once, and others pass by`() {
        var queue = DeliveryQueue(atOnce: 4)
        queue.add((0..<3).map { row($0, "slow.example") } + [row(3, "good.example")], at: now)
        let first = queue.next()
        #expect([first?.id, queue.next()?.id, queue.next()?.id, queue.next()?.id] == ["0", "1", "3", nil])
        if let first { queue.finish(first) }
        #expect(queue.next()?.id == "2")
    }

    @Test func `no more than there are places`() {
        var queue = DeliveryQueue(atOnce: 1)
        queue.add([row(0, "a.example"), row(1, "b.example")], at: now)
        let first = queue.next()
        #expect(first?.id == "0" && queue.next() == nil && queue.hasNothingToBegin)
        if let first { queue.finish(first) }
        #expect(queue.next()?.id == "1")
        #expect(!queue.isEmpty)
    }

    @Test func `a row whose lease ran out while it is under way is not taken twice`() {
        var queue = DeliveryQueue(atOnce: 4)
        queue.add([row(0, "a.example"), row(1, "a.example"), row(2, "a.example")], at: now)
        _ = queue.next()
        queue.add([row(0, "a.example"), row(2, "a.example")], at: now)
        #expect([queue.next()?.id, queue.next()?.id] == ["1", nil])
        #expect(queue.removeAll().map(\.id) == ["2"])
    }

    @Test func `what waits too long is given back, and a domain with enough waiting gets no more`() {
        var queue = DeliveryQueue(atOnce: 1)
        queue.add((0..<30).map { row($0, "slow.example") }, at: now)
        _ = queue.next()
        #expect(queue.full(100) == ["slow.example"] && queue.isFull("slow.example", 100))
        #expect(queue.full(200).isEmpty && !queue.isFull("slow.example", 200))
        #expect(queue.hasRoom(100))
        #expect(queue.removeLate(at: now.adding(Span(microseconds: 29_999_999))).isEmpty)
        #expect(queue.removeLate(at: now.adding(DeliveryQueue.patience)).count == 29)
        #expect(queue.full(100).isEmpty && !queue.isEmpty)
        queue.add((100..<500).map { row($0, "\($0).example") }, at: now)
        #expect(!queue.hasRoom(100) && queue.hasRoom(1_000))
    }

    @Test func `the oldest that may begin comes first, whatever ends in between`() {
        let seed: UInt64 = 4
        let random = SeededRandom(seed: seed)
        var queue = DeliveryQueue(atOnce: 7)
        var waiting: [OutboxRow] = []
        var running: [OutboxRow] = []
        var begun = 0
        for number in 0..<600 {
            if random.bytes(1)[0] < 136 {
                let new = row(number, "\(random.bytes(1)[0] % 5).example")
                waiting.append(new)
                queue.add([new], at: now)
            } else if !running.isEmpty {
                queue.finish(running.remove(at: Int(random.bytes(1)[0]) % running.count))
            }
            let place =
                running.count == 7
                ? nil
                : waiting.firstIndex { row in
                    running.filter { $0.domain == row.domain }.count < 2
                }
            let expected = place.map { waiting.remove(at: $0) }
            let next = queue.next()
            #expect(next?.id == expected?.id, "seed \(seed)")
            if let next {
                running.append(next)
                begun += 1
            }
        }
        #expect(begun > 200, "seed \(seed)")
    }

    @Test func `waits grow to half a day, and come back spread`() {
        let full: [Int64] = [1, 5, 15, 60, 240, 720, 720]
        for (place, minutes) in full.enumerated() {
            let waits = (0..<100).map { RetryPolicy.wait(after: place + 1, of: "id-\($0)").microseconds }
            let most = minutes * 60_000_000
            #expect(waits.allSatisfy { $0 <= most && $0 >= most / 8 * 7 })
            #expect(Set(waits).count > 50)
        }
    }
}
