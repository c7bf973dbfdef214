import Dispatch
import Synchronization

/// Does the asynchronous work of a transaction's body, which cannot wait for any itself, while the transaction stays open.
///
/// The body runs on its connection's own thread and may block there; the work runs in order in a task beside it.
final class MoveCompanion: Sendable {
    typealias Work = @Sendable () async throws -> Void

    /// So much is under way while the body reads on.
    private static let ahead = 2

    private let works: AsyncStream<Work>
    private let work: AsyncStream<Work>.Continuation
    private let room = DispatchSemaphore(value: ahead)
    private let failure = Mutex<(any Error)?>(nil)

    private init() { (works, work) = AsyncStream.makeStream() }

    /// Runs `body` with a companion, which has ended when this returns.
    static func beside<T>(_ body: (MoveCompanion) async throws -> T) async throws -> T {
        let companion = MoveCompanion()
        async let working: Void = companion.run()
        do {
            let value = try await body(companion)
            companion.work.finish()
            await working
            return value
        } catch {
            companion.work.finish()
            await working
            throw error
        }
    }

    /// Has the work done soon; throws what earlier work threw.
    func take(_ work: @escaping Work) throws {
        room.wait()
        if let error = failure.withLock(\.self) {
            room.signal()
            throw error
        }
        self.work.yield(work)
    }

    /// Waits until everything that was given is done; throws what it threw.
    func settle() throws {
        for _ in 0..<Self.ahead { room.wait() }
        for _ in 0..<Self.ahead { room.signal() }
        if let error = failure.withLock(\.self) { throw error }
    }

    private func run() async {
        for await work in works {
            if failure.withLock({ $0 == nil }) {
                do { try await work() } catch { failure.withLock { $0 = error } }
            }
            room.signal()
        }
    }
}
