import Synchronization

/// Look-ups that callers share: whoever asks while one is under way waits for the next, which begins after the question.
///
/// So nobody gets an answer that is older than the question, and one program's many requests cost one look-up at a time.
final class SharedLookUp<Answer: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Turn, Never>

    /// What a caller is woken with.
    private enum Turn: Sendable {
        case answered(Result<Answer, any Error>)
        /// Looks up for itself and for these.
        case leads(ArraySlice<Waiter>)
    }

    /// What is being looked up, and who waits for the next look-up of it.
    private let waiting = Mutex<[[UInt8]: ArraySlice<Waiter>]>([:])

    /// How many wait for a look-up that has not begun.
    var waitingCount: Int { waiting.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    /// The answer to a question; `lookUp` is called when it is the caller's turn to look, and speaks for all who wait.
    func answer(to key: [UInt8], _ lookUp: () async throws -> Answer) async throws -> Answer {
        switch await turn(key) {
        case .answered(let answer): return try answer.get()
        case .leads(let others):
            let answer: Result<Answer, any Error>
            do {
                answer = .success(try await lookUp())
            } catch is CancellationError {
                // the leader's caller is gone, the others' are not
                passOn(key, before: others)
                throw CancellationError()
            } catch {
                answer = .failure(error)
            }
            passOn(key, before: [])
            for other in others { other.resume(returning: .answered(answer)) }
            return try answer.get()
        }
    }

    private func turn(_ key: [UInt8]) async -> Turn {
        await withCheckedContinuation { waiter in
            let isFirst = waiting.withLock { waiting in
                let isFirst = waiting[key] == nil
                waiting[key, default: []] += isFirst ? [] : [waiter]
                return isFirst
            }
            if isFirst { waiter.resume(returning: .leads([])) }
        }
    }

    /// Lets the first who waits lead the others.
    private func passOn(_ key: [UInt8], before first: ArraySlice<Waiter>) {
        let next = waiting.withLock { waiting in
            let next = first + (waiting[key] ?? [])
            waiting[key] = next.isEmpty ? nil : []
            return next
        }
        next.first?.resume(returning: .leads(next.dropFirst()))
    }
}
