import Synchronization
import TestKit
import Testing

@testable import Onboarding

/// Requests that come together share a look-up, and none gets an answer from before its question.
@Suite(.timeLimit(.minutes(5))) struct `S15 shared look-ups` {
    private let shared = SharedLookUp<Int>()
    private let gate = Gate()

    /// Asks five times while the first look-up is under way, and tells what they got.
    private func answers(
        first: @escaping @Sendable () throws -> Int, next: @escaping @Sendable () throws -> Int
    ) async -> (first: Result<Int, any Error>, next: [Result<Int, any Error>]) {
        await withTaskGroup(of: (isFirst: Bool, Result<Int, any Error>).self) { group in
            group.addTask {
                let answer = await self.ask { [gate] in
                    gate.open(0)
                    await gate.waited(1)
                    return try first()
                }
                return (true, answer)
            }
            await gate.waited(0)
            for _ in 0..<5 { group.addTask { (false, await self.ask { try next() }) } }
            while shared.waitingCount < 5 { await Task.yield() }
            gate.open(1)
            var all: [(isFirst: Bool, Result<Int, any Error>)] = []
            for await answer in group { all.append(answer) }
            let firsts = all.filter(\.isFirst).map(\.1)
            return (firsts[0], all.filter { !$0.isFirst }.map(\.1))
        }
    }

    private func ask(_ lookUp: () async throws -> Int) async -> Result<Int, any Error> {
        do { return .success(try await shared.answer(to: [1], lookUp)) } catch { return .failure(error) }
    }

    @Test func `who asks during a look-up gets the answer of the next one, which all of them share`() async throws {
        let count = Mutex(0)
        let answers = await answers(
            first: { 1 },
            next: {
                count.withLock { $0 += 1 }
                return 2
            })
        #expect(try answers.first.get() == 1)
        #expect(try answers.next.map { try $0.get() } == [2, 2, 2, 2, 2])
        #expect(count.withLock { $0 } == 1)
        #expect(try await shared.answer(to: [1]) { 3 } == 3)
    }

    @Test func `a failure is told to all who share it, and the next look-up begins anew`() async throws {
        let answers = await answers(first: { 1 }, next: { throw OnboardingFault("away") })
        #expect(answers.next.allSatisfy { (try? $0.get()) == nil })
        #expect(try await shared.answer(to: [1]) { 3 } == 3)
    }

    @Test func `a caller that was cancelled amid its look-up costs the others nothing`() async throws {
        let count = Mutex(0)
        let answers = await answers(
            first: { throw CancellationError() },
            next: {
                let number = count.withLock { count in
                    count += 1
                    return count
                }
                // the first of the five is cancelled as well
                if number == 1 { throw CancellationError() }
                return number
            })
        #expect((try? answers.first.get()) == nil)
        #expect(answers.next.compactMap { try? $0.get() } == [2, 2, 2, 2])
    }

    @Test func `another question does not wait`() async throws {
        let answer = try await shared.answer(to: [1]) { try await shared.answer(to: [2]) { 2 } }
        #expect(answer == 2)
    }
}
