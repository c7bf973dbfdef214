import Foundation
import ServiceLifecycle
import UnixSignals

/// SIGTERM and Ctrl-C: the first asks for an end in order, the second is one at once.
///
/// Not the group's own handling, which hears the first only.
enum StopSignals {
    /// Runs the group until it has ended.
    static func run(_ group: ServiceGroup) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                var isStopping = false
                for await _ in signals {
                    if isStopping { endNow() }
                    isStopping = true
                    await group.triggerGracefulShutdown()
                }
                // the group's task ends this one
            }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    /// As a power cut would, which every store survives.
    private static func endNow() -> Never {
        Output.talk("Stopped at once; what was under way is taken up again at the next start")
        exit(1)
    }
}
