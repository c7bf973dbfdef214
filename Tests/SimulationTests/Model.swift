import Statecharts
import Storage
import TestKit

/// A second, slow and simple reading of what drawn definitions promise; it shares no code with the product.
///
/// It goes through everything that was committed, in the order of commits, and says of each entry whether it could be,
/// and at the end of everything that should have come whether it came.
struct Model {
    /// One instance as it should stand.
    private struct Standing {
        var drawing: Drawing
        var state = 0
        var flag = false
        var count: Int64 = 0
        var door = ""
        /// Due times by `s0.t0#1`.
        var timers: [String: Int64] = [:]
        /// When, in commits, it began to wait for the bell, and the last ring that it heard.
        var waitsSince: Int?
        var heard: Int64 = 0
        var isFinal: Bool { drawing.states[state].isFinal }
    }

    /// What one instance has told another.
    private struct Line {
        var told: [Int64] = []
        /// How far the other one has come.
        var taken = 0
        var takes = 0
        var errors = 0
    }

    private let drawings: [String: Drawing]
    private var instances: [String: Standing] = [:]
    /// By teller, which has one partner.
    private var lines: [String: Line] = [:]
    private var callers: [String: String] = [:]
    private var finished: [String: Int] = [:]
    /// Commits by ring, for each door.
    private var rings: [String: [Int]] = [:]
    private var found: [String] = []
    private var commit = 0

    /// What is not as it should be.
    static func violations(of world: World) throws -> [String] {
        guard !world.blueprint.drawings.isEmpty else { return [] }
        var model = Model(world.blueprint.drawings)
        for row in try world.store.rows(
            """
            select c.instance_id, c.revision, h.at, h.entry, d.workflow from committed c \
            join history h on h.instance_id = c.instance_id and h.revision = c.revision \
            join instance i on i.id = c.instance_id join definition d on d.id = i.definition_id order by c.number
            """)
        {
            try model.follow(
                try row.text(0), revision: try row.integer(1), at: try row.integer(2),
                JSON(parsing: Array(try row.text(3).utf8)), workflow: try row.text(4), in: world)
        }
        try model.compare(with: world)
        return model.found
    }

    private init(_ drawings: [Drawing]) {
        self.drawings = Dictionary(uniqueKeysWithValues: drawings.map { ($0.workflow, $0) })
    }

    // MARK: one entry

    private mutating func follow(
        _ id: String, revision: Int64, at now: Int64, _ entry: JSON, workflow: String, in world: World
    ) throws {
        commit += 1
        let (kind, event) = (entry["kind"]?.stringValue ?? "", entry["event"]?.stringValue ?? "")
        let place = "\(id) \(revision) \(kind) \(event)"
        var mails = 0
        if kind == "start" {
            guard let drawing = drawings[workflow] else { return found.append("\(place): nobody knows \(workflow)") }
            var new = Standing(drawing: drawing)
            new.door = entry["data"]?["door"]?.stringValue ?? ""
            mails += enter(0, &new, at: now)
            listen(&new, wasWaiting: false)
            instances[id] = new
            for child in entry["started"]?.arrayValue ?? [] { callers[child.stringValue ?? ""] = id }
        } else if var standing = instances[id] {
            let wasWaiting = standing.waitsSince != nil
            mails += step(&standing, id, place, kind, event, entry, at: now)
            listen(&standing, wasWaiting: wasWaiting)
            instances[id] = standing
        } else {
            found.append("\(place) comes before the start")
        }
        guard let standing = instances[id] else { return }
        let state = entry["state"]?.arrayValue?.compactMap(\.stringValue) ?? []
        if state != ["s\(standing.state)"] { found.append("\(place) leads to \(state), not to s\(standing.state)") }
        let written = entry["outbox"]?.arrayValue?.count ?? 0
        if written > mails || written < mails && !world.server.hasRefused {
            found.append("\(place) mails \(written) times, not \(mails)")
        }
    }

    /// - Returns: how many mails it makes.
    private mutating func step(
        _ standing: inout Standing, _ id: String, _ place: String, _ kind: String, _ event: String, _ entry: JSON,
        at now: Int64
    ) -> Int {
        let state = standing.drawing.states[standing.state]
        switch kind {
        case "event":
            guard let deed = state.events[event] else { return wrong("\(place) is not offered in s\(standing.state)") }
            return perform(deed, &standing, id, at: now, amount: entry["data"]?["amount"]?.integerValue ?? 0)
        case "timer": return fire(&standing, id, place, event, entry, at: now)
        case "topic":
            guard let deed = state.hears else { return wrong("\(place) is heard in s\(standing.state)") }
            hear(entry["publication"]?.integerValue ?? 0, &standing, place)
            return perform(deed, &standing, id, at: now)
        case "message" where event == "take":
            guard let deed = state.takes, let caller = callers[id] else { return wrong("\(place) is taken") }
            take(entry["data"]?["number"]?.integerValue ?? -1, from: caller, place)
            return perform(deed, &standing, id, at: now)
        case "message" where event == "finished":
            finished[id, default: 0] += 1
            if !callers.contains(where: { $0.value == id && instances[$0.key]?.isFinal == true }) {
                found.append("\(place): its partner has not ended")
            }
            if !standing.isFinal { standing.flag.toggle() }
            return 0
        case "message" where event == "error.send":
            lines[id, default: Line()].errors += 1
            return 0
        case "repair": return 0
        case _: return wrong("\(place) is of no kind")
        }
    }

    private mutating func wrong(_ sentence: String) -> Int {
        found.append(sentence)
        return 0
    }

    private mutating func fire(
        _ standing: inout Standing, _ id: String, _ place: String, _ name: String, _ entry: JSON, at now: Int64
    ) -> Int {
        let others = entry["collapsed"]?.arrayValue?.compactMap(\.stringValue) ?? []
        for past in others + [name] {
            guard let due = standing.timers.removeValue(forKey: past) else {
                return wrong("\(place): \(past) is not set")
            }
            if due > now { found.append("\(place): \(past) is early by \(due - now) µs") }
            let parts = past.split { $0 == "." || $0 == "#" }
            guard let timer = timer(parts, in: standing) else { continue }
            if let every = timer.every, Int(parts[2]) == timer.moments.count + 1 {
                var next = due
                while next <= now { next += every * 3_600_000_000 }
                standing.timers[past] = next
            }
        }
        let parts = name.split { $0 == "." || $0 == "#" }
        guard let timer = timer(parts, in: standing) else { return wrong("\(place): there is no such timer") }
        let way = way(of: timer.deed, standing)
        let mails = perform(timer.deed, &standing, id, at: now)
        guard way.target == nil else { return mails }
        // nobody is punished for an outage: no end within a day after a reminder
        for end in standing.drawing.states[standing.state].timers where end.isEnd {
            for key in standing.timers.keys where key.hasPrefix("s\(standing.state).\(end.name)#") {
                standing.timers[key] = max(standing.timers[key] ?? 0, now + 86_400_000_000)
            }
        }
        return mails
    }

    private func timer(_ parts: [Substring], in standing: Standing) -> Drawing.Timer? {
        guard parts.count == 3, parts[0] == "s\(standing.state)" else { return nil }
        return standing.drawing.states[standing.state].timers.first { $0.name == parts[1] }
    }

    /// Rings come in order, none twice, and none is left out since one waits.
    ///
    /// One from before may come once too often: where a start brings the key, where a command leaves and enters again, or
    /// rings itself. Guards are there to drop it (`commit.md` 10).
    private mutating func hear(_ ring: Int64, _ standing: inout Standing, _ place: String) {
        let all = rings[standing.door] ?? []
        let since = standing.waitsSince ?? 0
        let next = all.indices.first { all[$0] > since && Int64($0) + 1 > standing.heard }.map { Int64($0) + 1 }
        if ring <= standing.heard || ring > next ?? Int64(all.count) {
            found.append("\(place): ring \(ring) of \(standing.door) instead of \(next.map(String.init) ?? "none")")
        }
        standing.heard = ring
    }

    private mutating func take(_ number: Int64, from caller: String, _ place: String) {
        var line = lines[caller] ?? Line()
        line.takes += 1
        if let index = line.told.indices.dropFirst(line.taken).first(where: { line.told[$0] == number }) {
            line.taken = index + 1
        } else {
            found.append("\(place): nobody told it \(number) at its turn")
        }
        lines[caller] = line
    }

    private func way(of deed: Drawing.Deed, _ standing: Standing) -> Drawing.Branch {
        deed.branches.first { $0.flag == nil || $0.flag == standing.flag } ?? Drawing.Branch()
    }

    private mutating func perform(
        _ deed: Drawing.Deed, _ standing: inout Standing, _ id: String, at now: Int64, amount: Int64 = 0
    ) -> Int {
        let way = way(of: deed, standing)
        change(deed.change, &standing, amount)
        if deed.isSending { lines[id, default: Line()].told.append(standing.count) }
        if deed.isPublishing { rings[standing.door, default: []].append(commit) }
        var mails = deed.isMailing ? 1 : 0
        if let target = way.target { mails += enter(target, &standing, at: now) }
        return mails
    }

    private func enter(_ state: Int, _ standing: inout Standing, at now: Int64) -> Int {
        standing.state = state
        standing.timers = [:]
        let drawn = standing.drawing.states[state]
        for timer in drawn.timers {
            var last: Int64 = 0
            for (index, hours) in timer.moments.enumerated() {
                last = hours
                standing.timers["s\(state).\(timer.name)#\(index + 1)"] = now + hours * 3_600_000_000
            }
            if let every = timer.every {
                standing.timers["s\(state).\(timer.name)#\(timer.moments.count + 1)"] =
                    now + (last + every) * 3_600_000_000
            }
        }
        if let entry = drawn.entry { change(entry, &standing, 0) }
        return drawn.isGreeting ? 1 : 0
    }

    private func change(_ change: Drawing.Change, _ standing: inout Standing, _ amount: Int64) {
        switch change {
        case .none: break
        case .toggle: standing.flag.toggle()
        case .add(let number): standing.count += number
        case .addAmount: standing.count += amount
        }
    }

    private func listen(_ standing: inout Standing, wasWaiting: Bool) {
        guard standing.drawing.states[standing.state].hears != nil else { return standing.waitsSince = nil }
        guard !wasWaiting else { return }
        standing.waitsSince = commit
    }

    // MARK: the end

    private mutating func compare(with world: World) throws {
        var timers: [String: [String: Int64]] = [:]
        for row in try world.store.rows("select instance_id, name, due_at from timer") {
            timers[try row.text(0), default: [:]][try row.text(1)] = try row.integer(2)
        }
        for row in try world.store.rows("select id, context from instance order by id") {
            let id = try row.text(0)
            guard let standing = instances[id] else { return found.append("\(id) has no entry") }
            let context = try JSON(parsing: Array(try row.text(1).utf8))
            if context["count"]?.integerValue != standing.count || context["flag"]?.booleanValue != standing.flag {
                found.append("\(id) holds \(context.canonicalText), not \(standing.count) and \(standing.flag)")
            }
            if timers[id] ?? [:] != standing.timers {
                found.append("\(id) has the timers \(timers[id] ?? [:]), not \(standing.timers)")
            }
            for (name, due) in standing.timers where due <= world.time.now.microseconds {
                found.append("\(id) \(name) is due and did not fire")
            }
            if let since = standing.waitsSince {
                let all = rings[standing.door] ?? []
                for index in all.indices where all[index] > since && Int64(index) + 1 > standing.heard {
                    found.append("\(id) waits for ring \(index + 1) of \(standing.door), which has been")
                }
            }
        }
        for (id, line) in lines where line.takes + line.errors != line.told.count {
            found.append("\(id) told \(line.told.count): \(line.takes) were taken and \(line.errors) came back")
        }
        for (child, caller) in callers where (instances[child]?.isFinal == true ? 1 : 0) != finished[caller] ?? 0 {
            found.append("\(caller) heard \(finished[caller] ?? 0) times of the end of \(child)")
        }
        let published = try world.store.rows("select key, count(*) from publication group by key")
        for row in published where rings[try row.text(0)]?.count != Int(try row.integer(1)) {
            found.append(
                "\(try row.text(0)) was rung \(try row.integer(1)) times, not \(rings[try row.text(0)]?.count ?? 0)")
        }
    }
}
