import Foundation
import Statecharts
import Synchronization
import TestKit
import Testing

/// One flow has thousands of overdue timers, and people and timers of other flows do not notice.
@Suite struct `C65 a flood of overdue timers` {
    private let crowd: AlarmCrowd
    private let token: String

    init() async throws {
        crowd = try await AlarmCrowd()
        token = try await crowd.place.run(
            ["token", "create", "--email", "taro@xyz-manufacture.example"] + crowd.options
        ).output.trimmingCharacters(in: .newlines)
    }

    @Test(.timeLimit(.minutes(20)))
    func `keeps nobody waiting who presses in another flow, and no timer of a third`() async throws {
        let count = Torture.count(2_000, torture: 50_000)
        let clock = ContinuousClock()
        let normal = try await blocking { [self] in
            let server = try crowd.place.serve(crowd.options)
            defer { server.kill() }
            let end = clock.now + .seconds(Torture.count(3, torture: 20))
            return People(4, at: server, token).press { clock.now < end }
        }
        let past = Int64(Date().timeIntervalSince1970 - 3_600) * 1_000_000
        try await crowd.start("alarm", due: (0..<Int64(count)).map { Timestamp(microseconds: past + $0) })
        // from the first second of the flood on, one each tenth of a second
        let soon = Int64(Date().timeIntervalSince1970 + 10) * 1_000_000
        try await crowd.start(
            "bell",
            due: (0..<Int64(Torture.count(50, torture: 600))).map { Timestamp(microseconds: soon + $0 * 100_000) })
        try await crowd.close()
        let (flooded, took) = try await blocking { [self] in
            let server = try crowd.place.serve(crowd.options)
            defer { server.kill() }
            let start = clock.now
            let isOver = Mutex(false)
            let watch = DispatchGroup()
            watch.enter()
            let watcher = Thread {
                try? crowd.finish("alarm", within: 900)
                isOver.withLock { $0 = true }
                watch.leave()
            }
            watcher.start()
            let flooded = People(4, at: server, token).press { !isOver.withLock(\.self) }
            watch.wait()
            let took = clock.now - start
            try crowd.finish("bell", within: 120)
            #expect(server.terminate() == 0)
            return (flooded, took)
        }
        let (alarms, bells) = (try crowd.report("alarm"), try crowd.report("bell"))
        print(
            "C65: \(count) overdue were done in \(took); people waited \(normal) without, \(flooded) with them; \(bells)"
        )
        #expect(alarms.whole == count && bells.whole == bells.instances)
        #expect(normal.failed == 0 && flooded.failed == 0)
        #expect(bells.p99 <= Double(Torture.count(10_000, torture: 2_000)))
        #expect(flooded.p99 < took / 4, "people stood behind the flood")
    }
}
