import Statecharts
import Storage
import TestKit
import Testing

@testable import Engine

/// Whoever shares a commit is answered as if alone (`commit.md` 3, R-39).
@Suite struct `C13 R39 a group` {
    enum Trouble: String, CaseIterable {
        case refuse, fails, slow, broken
    }

    private static let breaking = Statement(
        "test.break", "update instance set context = '{\"count\":\"many\"}' where id = $1")
    private static let mending = Statement("test.mend", "update instance set context = $2, stuck = null where id = $1")

    /// Each position gets each trouble in small groups; in the largest, one after the other, and some are compared.
    @Test(.serialized, arguments: TestStore.allCases, [2, 16, 50])
    func `C13 with one in trouble at each position answers, writes and mails as one by one`(
        store: TestStore, size: Int
    ) async throws {
        let compared = (0..<size).filter { size < 50 || $0 % 12 == 0 || $0 == size - 1 }
        let crowd = try await Crowd(store, size)
        let lone = try await Crowd(store, compared.count)
        var rounds = 0
        for position in 0..<size {
            let kinds = Trouble.allCases
            for trouble in size == 50 ? [kinds[position % kinds.count]] : kinds {
                rounds += 1
                let told = try await round(crowd, position, trouble) { await crowd.together($0) }
                // on PostgreSQL two lanes share what waits
                #expect(store == .sqlite ? crowd.largest == size : crowd.largest >= size / 2)
                let expected = try await round(lone, compared.firstIndex(of: position), trouble) {
                    await lone.singly($0)
                }
                #expect(compared.map { told[$0] } == expected, "\(trouble) at \(position) of \(size)")
                #expect(told.count { $0.hasPrefix("done") } == size - 1)
            }
        }
        let stories = try await story(crowd)
        #expect(compared.map { stories[$0] } == (try await story(lone)))
        let done = Int64(rounds * (size - 1))
        #expect(try await crowd.world.count("select count(*) from history where revision > 1") == done)
        let mails = "select (select count(*) from outbox) + (select count(*) from sent)"
        #expect(try await crowd.world.count(mails) == done)
    }

    private func round(
        _ crowd: Crowd, _ position: Int?, _ trouble: Trouble, send: ([Command]) async -> [Crowd.Outcome]
    ) async throws -> [String] {
        guard let position else { return described(await send(crowd.ids.indices.map { crowd.add($0) })) }
        let id = SQLValue.text(crowd.ids[position].text)
        let context = try await crowd.world.rows("select context from instance where id = $1", id)[0].text(0)
        if trouble == .broken { try await crowd.world.database.transaction { $0.write(Self.breaking, id) } }
        let outcomes = await send(
            crowd.ids.indices.map { crowd.add($0, mode: $0 == position ? trouble.rawValue : "fine") })
        if trouble == .broken {
            let stuck = try await crowd.world.rows("select id from instance where stuck is not null")
            #expect(try stuck.map { try $0.text(0) } == [crowd.ids[position].text])
            try await crowd.world.database.transaction { $0.write(Self.mending, id, .text(context)) }
        }
        return described(outcomes)
    }

    private func described(_ outcomes: [Crowd.Outcome]) -> [String] {
        outcomes.map { outcome in
            switch outcome {
            case .success(let answer):
                "done \(answer.instance.state) \(answer.instance.revision) \(JSON(answer.instance.context).canonicalText)"
            case .failure(let error):
                "\(error.status) \(error.code.rawValue) \(error.message) \(error.text?.key ?? "")"
            }
        }
    }

    /// What the store holds of each instance, but for what is drawn at random.
    private func story(_ crowd: Crowd) async throws -> [[String]] {
        var stories: [[String]] = []
        for id in crowd.ids {
            let entries = try await crowd.world.rows(
                "select entry from history where instance_id = $1 order by revision", .text(id.text))
            let mails = try await crowd.world.rows(
                """
                select revision, kind, target, stage from outbox where instance_id = $1 \
                union all select revision, kind, null, outcome from sent where instance_id = $1 order by 1
                """,
                .text(id.text))
            let timers = try await crowd.world.rows(
                "select name, armed_revision from timer where instance_id = $1", .text(id.text))
            stories.append(
                try entries.map { try Self.plain($0.text(0)) } + mails.map { "\($0.values)" }
                    + timers.map { "\($0.values)" })
        }
        return stories
    }

    private static func plain(_ entry: String) throws -> String {
        guard case .object(let members) = try JSON(parsing: Array(entry.utf8)) else { return entry }
        let drawn: Set = ["by", "instance", "outbox", "seed", "set"]
        return JSON.object(members.filter { !drawn.contains($0.name) }).canonicalText
    }

    @Test(arguments: TestStore.allCases)
    func `C18 ten of one instance among forty others go in the order of sending, never two in one group`(
        store: TestStore
    ) async throws {
        let crowd = try await Crowd(store, 41)
        let commands = (0..<50).map { crowd.add($0 % 5 == 0 ? 0 : $0 - $0 / 5, mode: "n\($0)") }
        let outcomes = await crowd.together(commands)
        #expect(outcomes.count { (try? $0.get()) != nil } == 50)
        let revisions = try stride(from: 0, to: 50, by: 5).map { try outcomes[$0].get().instance.revision }
        #expect(revisions == Array(2...11))
        for group in crowd.groups { #expect(Set(group.instances).count == group.instances.count) }
        // on PostgreSQL two lanes share what waits
        #expect(store == .sqlite ? crowd.largest == 41 : (20...41).contains(crowd.largest))
        let entries = try await crowd.world.rows(
            "select entry from history where instance_id = $1 and revision > 1 order by revision",
            .text(crowd.ids[0].text))
        let modes = try entries.map { row in
            try JSON(parsing: Array(row.text(0).utf8))["data"]?["mode"]?.stringValue ?? ""
        }
        #expect(modes == stride(from: 0, to: 50, by: 5).map { "n\($0)" })
    }

    @Test(arguments: TestStore.allCases)
    func `C22 51 make two groups, and large contexts more, and nobody starves`(store: TestStore) async throws {
        let crowd = try await Crowd(store, 51)
        let small = await crowd.together(crowd.ids.indices.map { crowd.add($0) })
        #expect(small.count { (try? $0.get()) != nil } == 51)
        #expect(store == .sqlite ? crowd.largest == 50 : (25...50).contains(crowd.largest))
        // a context has at most 64 KiB, so four or five of 60 KiB fill a group
        let bulk = String(repeating: "b", count: 60_000)
        for index in 0..<9 {
            var command = crowd.add(index)
            command.data = .object([("mode", "fine"), ("bulk", .string(bulk))])
            _ = try await crowd.world.engine.send(command)
        }
        let large = await crowd.together(
            (0..<9).map { index in
                var command = crowd.add(index)
                command.data = .object([("mode", "fine"), ("bulk", .string(bulk))])
                return command
            })
        #expect(large.count { (try? $0.get()) != nil } == 9)
        let sizes = crowd.groups.compactMap(\.size)
        #expect(sizes.count > 2)
        guard store == .sqlite else { return }
        // one lane: what a group leaves is the next one
        #expect(sizes.first == 9)
        for (size, left) in zip(sizes, sizes.dropFirst() + [0]) { #expect((1...4).contains(size - left), "\(sizes)") }
    }

    @Test(arguments: TestStore.allCases)
    func `C21 a commit that fails, or whose answer is cut, is answered to nobody before the truth is known`(
        store: TestStore
    ) async throws {
        let faults: [WatchedDatabase.Fault] = [
            .instead(DatabaseError(.connectionLost, message: "gone", transactionEnded: true)),
            .instead(DatabaseError(.commitUnknown, message: "gone", transactionEnded: true)),
            .after(DatabaseError(.commitUnknown, message: "gone", transactionEnded: true)),
        ]
        for (round, fault) in faults.enumerated() {
            let crowd = try await Crowd(store, 5)
            let busy: [WatchedDatabase.Fault?] = Array(repeating: nil, count: crowd.world.engine.queue.lanes.shared)
            crowd.watched.fail(busy + [fault])
            let outcomes = await crowd.together(crowd.ids.indices.map { crowd.add($0, key: "k\($0)") }) { _ in
                #expect(crowd.watched.calls.count { $0.size == nil || $0.size == 1 } > 0, "answered before the re-run")
            }
            for (index, outcome) in outcomes.enumerated() {
                #expect(try outcome.get().instance.revision == 2, "fault \(round)")
                let again = try await crowd.world.engine.send(crowd.add(index, key: "k\(index)"))
                #expect(again.isReplay && again.instance.revision == 2)
            }
            #expect(try await crowd.world.count("select count(*) from history where revision = 2") == 5)
            #expect(try await crowd.world.count("select count(*) from outbox") == 5)
            #expect(try await crowd.world.count("select count(*) from receipt") == 5)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `R39 whose client hangs up while leading takes nobody along`(store: TestStore) async throws {
        let crowd = try await Crowd(store, 4)
        crowd.watched.hold()
        let outcomes = await withTaskGroup(of: Crowd.Outcome?.self) { group in
            await crowd.occupy(&group)
            let waiting = crowd.world.engine.queue
            async let leader: Void = withTaskGroup(of: Void.self) { impatient in
                impatient.addTask { _ = await crowd.singly([crowd.add(0)]) }
                while waiting.count < 1 { await Task.yield() }
                impatient.cancelAll()
            }
            while waiting.count < 1 { await Task.yield() }
            for index in 1...3 {
                group.addTask { await crowd.singly([crowd.add(index)])[0] }
                while waiting.count <= index { await Task.yield() }
            }
            crowd.watched.release()
            await leader
            return await group.reduce(into: [Crowd.Outcome]()) { all, one in if let one { all.append(one) } }
        }
        #expect(try outcomes.map { try $0.get().instance.revision } == [2, 2, 2])
        #expect(try await crowd.world.count("select count(*) from history where revision = 2") >= 3)
    }
}
