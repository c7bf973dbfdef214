import Foundation
import Synchronization
import TestKit

/// Servers over one store of which now this one, now that one is killed and started anew, or held and let go.
final class Chaos: Sendable {
    private let place: PostgresPlace
    private let options: [String]
    private let random: SeededRandom
    private let state: Mutex<State>
    private let thread = DispatchGroup()
    /// How long one is held, and how long it is until something else is done, in milliseconds.
    private let holding: Range<Int>
    private let pause: Range<Int>

    private struct State {
        var servers: [RunningServer]
        var held: [(number: Int, until: ContinuousClock.Instant)] = []
        var isOver = false
        var kills = 0
        var stops = 0
        var fault: (any Error)?
    }

    init(
        _ count: Int, at place: PostgresPlace, _ options: [String], seed: UInt64, holding: Range<Int>, pause: Range<Int>
    ) throws {
        self.place = place
        self.options = options
        self.holding = holding
        self.pause = pause
        random = SeededRandom(seed: seed)
        let servers = try (0..<count).map { _ in try place.serve(options) }
        state = Mutex(State(servers: servers))
    }

    /// Adds what was done so far: those killed, and those held.
    func count(into toll: inout Toll) {
        state.withLock { state in
            toll.kills += state.kills
            toll.cuts += state.stops
        }
    }

    func start() {
        thread.enter()
        Thread { [self] in
            while !state.withLock(\.isOver) {
                // real time is the point here: the moments are what is drawn
                usleep(UInt32(draw(pause) * 1_000))
                do { try step() } catch { state.withLock { $0.fault = error } }
            }
            thread.leave()
        }.start()
    }

    /// Lets all go on that are held, and ends them in order.
    /// - Returns: their exit codes.
    func end() throws -> [Int32] {
        state.withLock { $0.isOver = true }
        thread.wait()
        let servers = state.withLock { state in
            for (number, _) in state.held { state.servers[number].child.stop(SIGCONT) }
            state.held = []
            return state.servers
        }
        if let fault = state.withLock(\.fault) { throw fault }
        return servers.map { $0.terminate() }
    }

    private func step() throws {
        let (free, late) = state.withLock { state in
            let late = state.held.filter { $0.until <= .now }
            state.held.removeAll { $0.until <= .now }
            let held = state.held.map(\.number)
            return (state.servers.indices.filter { !held.contains($0) }, late.map { state.servers[$0.number] })
        }
        for server in late { server.child.stop(SIGCONT) }
        let number = free[random.number(below: free.count)]
        // two always go on
        if free.count > 2, random.number(below: 2) == 0 {
            let until = ContinuousClock.now + .milliseconds(draw(holding))
            state.withLock { state in
                state.servers[number].child.stop(SIGSTOP)
                state.held.append((number, until))
                state.stops += 1
            }
        } else {
            state.withLock(\.servers)[number].kill()
            let again = try place.serve(options)
            state.withLock { state in
                state.servers[number] = again
                state.kills += 1
            }
        }
    }

    private func draw(_ range: Range<Int>) -> Int { range.lowerBound + random.number(below: range.count) }
}
