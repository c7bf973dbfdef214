import Storage
import TestKit
import Testing

@testable import Engine

/// What people are answered when the store does not do as it is told (`commit.md` 3, 4, 13; R-29).
@Suite struct `C29 R29 faults of the store` {
    private func fault(_ code: DatabaseError.Code, _ state: String? = nil) -> DatabaseError {
        DatabaseError(code, message: "planted", transactionEnded: true, sqlState: state)
    }

    /// Each is a fault of the first transactions that a command has; 5 attempts are all it gets.
    @Test(arguments: TestStore.allCases, ["40P01", "40001", "57P01"])
    func `C29 who met somebody else goes again, up to four times`(store: TestStore, state: String) async throws {
        let crowd = try await Crowd(store, 1)
        let error = fault(state == "57P01" ? .connectionLost : .busy, state)
        for faults in 1...5 {
            crowd.watched.forget()
            // the group is the first to meet it, and costs no attempt of the five
            crowd.watched.fail(Array(repeating: .instead(error), count: faults + 1))
            let done = await crowd.singly([crowd.add(0, key: "k\(faults)")])[0]
            #expect(crowd.watched.calls.count == min(faults + 2, 6))
            if faults <= 4 {
                #expect(try done.get().instance.revision == Int64(faults + 1))
            } else {
                #expect(throws: EngineError.self) { try done.get() }
                guard case .failure(let refusal) = done else { continue }
                #expect(refusal.status == 503 && refusal.retryAfterSeconds != nil)
            }
        }
        crowd.watched.fail([])
        let after = try await crowd.world.engine.send(crowd.add(0, key: "k5"))
        #expect(!after.isReplay && after.instance.revision == 6, "nothing was done, and the key is as good as new")
    }

    /// Waiting has been done already: nobody is kept waiting five times as long.
    @Test(
        arguments: TestStore.allCases,
        [
            (DatabaseError.Code.busy, "55P03" as String?, EngineError.Code.overloaded),
            (.overloaded, nil, .overloaded), (.overloaded, "53300", .overloaded),
            (.timedOut, "57014", .storeUnavailable), (.full, nil, .storeFull), (.io, nil, .storeUnavailable),
            (.cannotOpen, nil, .storeUnavailable), (.closed, nil, .storeUnavailable),
        ])
    func `a store that has no time or no place is told at once, with a time to come back`(
        store: TestStore, planted: (code: DatabaseError.Code, state: String?, answer: EngineError.Code)
    ) async throws {
        let crowd = try await Crowd(store, 1)
        let error = fault(planted.code, planted.state)
        crowd.watched.fail(Array(repeating: .instead(error), count: 20))
        let outcome = await crowd.singly([crowd.add(0)])[0]
        guard case .failure(let refusal) = outcome else {
            Issue.record("it was done")
            return
        }
        #expect(refusal.code == planted.answer)
        #expect(refusal.status == 503 && (refusal.retryAfterSeconds ?? 0) > 0)
        #expect(crowd.watched.calls.count <= 2, "once in company, once alone")
        crowd.watched.fail([])
        #expect(try await crowd.world.engine.send(crowd.add(0)).instance.revision == 2)
    }

    @Test(arguments: TestStore.allCases)
    func `C68 whose commit nobody knows of is told so only while the store is away`(store: TestStore) async throws {
        let crowd = try await Crowd(store, 1)
        let unknown = fault(.commitUnknown)
        let lost = fault(.connectionLost, "57P01")
        for (number, key) in [nil, "k"].enumerated() {
            crowd.watched.fail([.after(unknown)] + Array(repeating: .instead(lost), count: 100))
            let outcome = await crowd.singly([crowd.add(0, key: key)])[0]
            guard case .failure(let refusal) = outcome else {
                Issue.record("nobody could know")
                return
            }
            #expect(refusal.code == .outcomeUnknown && refusal.status == 503 && refusal.retryAfterSeconds != nil)
            crowd.watched.fail([])
            #expect(try await crowd.world.engine.instance(crowd.ids[0], as: .system).revision == Int64(number + 2))
        }
        let again = try await crowd.world.engine.send(crowd.add(0, key: "k"))
        #expect(again.isReplay && again.instance.revision == 3)
    }

    @Test(arguments: TestStore.allCases)
    func `R29 who finds too many waiting is refused and changes nothing`(store: TestStore) async throws {
        let crowd = try await Crowd(store, 1)
        let command = Command(.start(workflow: "none", event: nil), caller: BareWorld.person("asker@one.example"))
        await withTaskGroup(of: Crowd.Outcome?.self) { group in
            await crowd.occupy(&group)
            for _ in 0..<Limits.queuedMax { group.addTask { await crowd.singly([command])[0] } }
            while crowd.world.engine.queue.count < Limits.queuedMax { await Task.yield() }
            guard case .failure(let refusal) = await crowd.singly([crowd.add(0)])[0] else {
                Issue.record("there was a place")
                return
            }
            #expect(refusal.code == .overloaded && refusal.status == 503 && refusal.retryAfterSeconds != nil)
            crowd.watched.release()
        }
        #expect(try await crowd.world.engine.instance(crowd.ids[0], as: .system).revision == 1)
        #expect(try await crowd.world.engine.send(crowd.add(0)).instance.revision == 2)
    }

    /// Another process writes into the file: all wait for it together.
    @Test(arguments: 1...5)
    func `a busy file has the whole group wait, up to four times`(faults: Int) async throws {
        let crowd = try await Crowd(.sqlite, 3)
        crowd.watched.fail([nil] + Array(repeating: .instead(fault(.busy)), count: faults))
        let outcomes = await crowd.together(crowd.ids.indices.map { crowd.add($0) })
        let tries = min(faults + 1, 5)
        #expect(crowd.groups.prefix(tries).compactMap(\.size) == Array(repeating: 3, count: tries))
        #expect(crowd.watched.calls.allSatisfy { $0.size != nil })
        for outcome in outcomes {
            switch outcome {
            case .success(let answer): #expect(faults < 5 && answer.instance.revision == 2)
            case .failure(let error): #expect(faults == 5 && error.code == .overloaded && error.status == 503)
            }
        }
    }
}
