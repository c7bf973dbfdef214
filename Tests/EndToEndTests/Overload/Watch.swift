import Foundation
import Synchronization

/// Asks a server again and again how it is, and looks at its memory, while others load it.
final class Watch: Sendable {
    private struct State {
        var isOver = false
        var health: [Duration] = []
        var unwell = 0
        var memory = 0
    }

    private let state = Mutex(State())
    private let thread = DispatchGroup()

    init(_ server: RunningServer) {
        thread.enter()
        Thread { [self] in
            let connection = try? server.connect()
            while !state.withLock(\.isOver) {
                let began = ContinuousClock.now
                let status = try? connection?.send("GET", "/health/live").status
                let took = ContinuousClock.now - began
                let memory = Self.memory(of: server.child.pid)
                state.withLock { state in
                    state.health.append(took)
                    if status != 200 { state.unwell += 1 }
                    state.memory = max(state.memory, memory)
                }
                usleep(20_000)
            }
            thread.leave()
        }.start()
    }

    /// - Returns: the longest of 99 % of the answers, those that were not 200, and the most memory in KiB.
    func end() -> (p99: Duration, unwell: Int, memory: Int) {
        state.withLock { $0.isOver = true }
        thread.wait()
        return state.withLock { state in
            let sorted = state.health.sorted()
            return (sorted.isEmpty ? .zero : sorted[sorted.count * 99 / 100], state.unwell, state.memory)
        }
    }

    private static func memory(of pid: pid_t) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        return text.firstMatch(of: /VmRSS:\s+(\d+)/).flatMap { Int($0.1) } ?? 0
    }
}
