import Engine
import Statecharts
import Storage
import Synchronization
import TestKit

/// Some processes over one store, people, a mail server and time; all of it follows from the seed.
final class World: Sendable {
    private struct State {
        var hosts: [Host] = []
        var made = 0
        var acts: [Act] = []
        var instances: [InstanceID] = []
        var running = 0
        var steps = 0
    }

    let blueprint: Blueprint
    let store: SimulatedStore
    let trace = Trace()
    let time = ManualTime()
    let server: SimulatedMailServer
    let people: Crowd
    private let kind: StoreKind
    private let bug: PlantedBug?
    private let random: SeededRandom
    private let state = Mutex(State())

    init(seed: UInt64, _ blueprint: Blueprint, bug: PlantedBug? = nil) throws {
        self.blueprint = blueprint
        self.bug = bug
        store = try blueprint.store.copy()
        random = SeededRandom(seed: seed)
        kind = seed.isMultiple(of: 2) ? .sqlite : .postgres
        server = SimulatedMailServer(random: random, trace: trace)
        people = Crowd(blueprint: blueprint, random: random)
        for _ in 0..<3 { addHost() }
    }

    /// What people asked for, and what they were told.
    var acts: [Act] { state.withLock { $0.acts } }
    private var hosts: [Host] { state.withLock { $0.hosts } }
    /// Any process that serves.
    var anyHost: Host { state.withLock { $0.hosts[random.number(below: $0.hosts.count)] } }

    /// A process is started.
    private func addHost() {
        state.withLock { state in
            state.made += 1
            let body = HostBody("h\(state.made)", trace: trace, bug: bug, random: random)
            state.hosts.append(Host(body, blueprint, store, server, time: time, random: random, kind: kind))
        }
    }

    /// Lives for so many events and faults; then nothing goes wrong any more, and it comes to rest.
    func live(events: Int, faults: Int) async throws {
        await withDiscardingTaskGroup { group in
            while trace.count < events || trace.faults < faults {
                await step(in: &group)
                for _ in 0..<random.number(below: 8) { await Task.yield() }
                replaceTheDead()
            }
            heal()
        }
        replaceTheDead()
        try await rest()
    }

    private func step(in group: inout DiscardingTaskGroup) async {
        let steps = state.withLock { state in
            state.steps += 1
            return state.steps
        }
        if steps.isMultiple(of: 16) || random.number(below: 40) == 0 { strike() }
        if random.number(below: 12) == 0 { thawOne() }
        await waitForRoom()
        switch random.number(below: 20) {
        case 0...8: begin(in: &group) { await self.act() }
        case 9...11: begin(in: &group) { _ = await self.anyHost.round(of: "timers") }
        case 12...13: begin(in: &group) { _ = await self.anyHost.round(of: "messages") }
        case 14...16: begin(in: &group) { _ = await self.anyHost.round(of: "outbox") }
        case 17 where random.number(below: 3) == 0:
            begin(in: &group) { _ = await self.anyHost.round(of: Host.repair) }
        case _: pass(time: Self.spans[random.number(below: Self.spans.count)])
        }
    }

    private static let spans: [Span] = [
        .minutes(1), .minutes(1), .minutes(3), .minutes(20), .hours(1), .hours(7), .days(1), .days(2), .days(8),
    ]

    private func pass(time span: Span) {
        time.advance(span)
        trace.note("time +\(span.iso8601)")
    }

    private func begin(in group: inout DiscardingTaskGroup, _ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.running += 1 }
        group.addTask {
            await body()
            self.state.withLock { $0.running -= 1 }
        }
    }

    /// No more than six things at once; what a frozen process holds up is let go in the end.
    private func waitForRoom() async {
        var waited = 0
        while state.withLock({ $0.running }) >= 6 {
            waited += 1
            if waited > 200 { for host in hosts { host.body.thaw() } }
            await Task.yield()
        }
    }

    // MARK: what goes wrong

    private func strike() {
        let body = anyHost.body
        switch Fault.allCases[random.number(below: Fault.allCases.count)] {
        case .cut:
            let cut = Cut.drawn(random, on: kind)
            trace.note(fault: "\(body.name) is to be cut: \(cut)")
            body.set(cut)
        case .kill:
            trace.note(fault: "\(body.name) is killed")
            body.die()
        case .freeze:
            trace.note(fault: "\(body.name) stands still")
            body.freeze()
        case .clock:
            let seconds = [0, 0, 2, 600, -600, 86_400, -86_400][random.number(below: 7)]
            trace.note(fault: "the clock of \(body.name) is off by \(seconds) s")
            body.set(clock: Span(microseconds: Int64(seconds) * 1_000_000))
        case .mail:
            let trouble = [0, 30, 60, 100][random.number(below: 4)]
            trace.note(fault: "of 100 mails \(trouble) meet trouble")
            server.set(trouble: trouble)
        case .loss: lose()
        }
    }

    private func lose() {
        let tables = [
            ("timer", "instance_id, name", "true"), ("user_task", "instance_id, name", "true"),
            ("link", "id", "ended is null"), ("subscription", "instance_id, topic", "true"),
        ]
        let (table, key, condition) = tables[random.number(below: tables.count)]
        trace.note(fault: "two rows of \(table) are lost")
        let some = "select \(key) from \(table) where \(condition) order by \(key) desc limit 2"
        do {
            try store.change("delete from \(table) where (\(key)) in (\(some))")
        } catch {
            trace.note("\(Check.mark) \(error)")
        }
    }

    private func thawOne() {
        guard let host = hosts.first(where: { $0.body.isFrozen }) else { return }
        trace.note("\(host.body.name) goes on")
        host.body.thaw()
    }

    private func heal() {
        trace.note("nothing goes wrong any more")
        server.set(trouble: 0)
        for host in hosts {
            host.body.thaw()
            host.body.set(nil)
            host.body.set(clock: Span(microseconds: 0))
        }
    }

    private func replaceTheDead() {
        let dead = state.withLock { state in
            let count = state.hosts.count { !$0.body.isAlive }
            state.hosts.removeAll { !$0.body.isAlive }
            return count
        }
        for _ in 0..<dead { addHost() }
    }

    // MARK: what people do

    private func act() async {
        let host = anyHost
        let (number, known) = state.withLock { state in
            state.acts.append(
                Act(
                    number: state.acts.count, email: "", event: "",
                    command: Command(.start(workflow: "", event: nil), caller: .system), ending: .refused(.notFound)))
            return (state.acts.count - 1, state.instances)
        }
        guard let act = await choose(number, known, at: host) else { return }
        let ending = await perform(act, at: host)
        if case .done(let id, revision: _) = ending {
            state.withLock { if !$0.instances.contains(id) { $0.instances.append(id) } }
        }
        var done = act
        done.ending = ending
        let ended = done
        state.withLock { $0.acts[number] = ended }
        trace.note("act \(number): \(act.email) \(act.event) \(act.instance?.text ?? "anew"): \(ending)")
    }

    private func choose(_ number: Int, _ known: [InstanceID], at host: Host) async -> Act? {
        if known.count < 3 || known.count < 14 && people.chance(20) { return people.start(host.engine, number: number) }
        var seen = known
        // somebody finds what the product or others have started
        if people.chance(30), let rows = try? store.rows("select id from instance order by id"), !rows.isEmpty {
            seen = rows.compactMap { (try? $0.text(0)).map { InstanceID($0) } }
        }
        let id = seen[random.number(below: seen.count)]
        guard let view = try? await host.engine.instance(id, as: .system) else { return nil }
        let email = people.somebody(for: view)
        guard let caller = blueprint.people[email], let own = try? await host.engine.instance(id, as: caller) else {
            return nil
        }
        let links = server.accepted.filter { $0.to == email }.compactMap { message in
            message.mail.text.split(separator: "/l/").dropFirst().first.map(String.init)
        }
        return people.press(own, as: email, number: number, links: links)
    }

    /// Sends it, again while nobody says what came of it and the person has patience; with a key only.
    private func perform(_ act: Act, at first: Host) async -> Act.Ending {
        var ending = act.isDoubled ? await twice(act, at: first) : await once(act, at: first)
        var isUnknown = ending == .unknown
        for _ in 0..<6 where ending.isWorthAnother {
            guard act.command.key != nil, !people.chance(15) else { break }
            ending = await once(act, at: anyHost)
            if ending == .unknown { isUnknown = true }
        }
        return isUnknown && ending.isWorthAnother ? .unknown : ending
    }

    /// Pressed twice, perhaps at two processes.
    private func twice(_ act: Act, at first: Host) async -> Act.Ending {
        let second = anyHost
        async let one = once(act, at: first)
        async let other = once(act, at: second)
        let both = await [one, other]
        let done = both.filter(\.isDone)
        if done.count == 2, done[0] != done[1] {
            trace.note("\(Check.mark) act \(act.number) got two answers: \(both)")
        }
        return done.first ?? (both.contains(.unknown) ? .unknown : both.first { !$0.isWorthAnother } ?? both[0])
    }

    private func once(_ act: Act, at host: Host) async -> Act.Ending {
        do {
            let answer = try await host.engine.send(act.command)
            guard host.body.isAlive else { return .unknown }
            return .done(answer.instance.id, revision: answer.instance.revision)
        } catch {
            guard host.body.isAlive, error.code != .outcomeUnknown else { return .unknown }
            return .refused(error.code)
        }
    }

    // MARK: rest

    /// It goes on and on.
    struct NeverRests: Error {}

    /// Until there is nothing to do, also tomorrow: mails that were deferred, rows that were lost.
    private func rest() async throws {
        for _ in 0..<14 {
            try await restNow()
            let waiting = try store.rows(
                "select count(*) from outbox where stage <> 'dead' union all select count(*) from message "
                    + "union all select count(*) from publication where is_pending"
            ).reduce(0) { try $0 + $1.integer(0) }
            if waiting == 0, await isWhole() { return }
            pass(time: .hours(13))
        }
        throw NeverRests()
    }

    private func restNow() async throws {
        for _ in 0..<60 {
            var done = 0
            for host in hosts {
                for worker in Host.workers { done += await host.round(of: worker) }
            }
            if done == 0 { return }
            pass(time: .minutes(1))
        }
        throw NeverRests()
    }

    /// Whether no row is lost; compared twice, because the first pass may end an older round.
    private func isWhole() async -> Bool {
        var found = 0
        for _ in 0..<2 {
            pass(time: .minutes(1))
            found += await anyHost.round(of: Host.repair)
        }
        return found == 0
    }
}

extension Act.Ending {
    var isDone: Bool { if case .done = self { true } else { false } }

    /// Whether one asks again: nobody answered, or the server said that it could not.
    var isWorthAnother: Bool {
        switch self {
        case .unknown: true
        case .refused(let code): code.status >= 500 || code == .inProgress
        case .done: false
        }
    }
}
