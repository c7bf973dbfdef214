import Statecharts
import TestKit

@testable import Engine
@testable import Storage

/// What must hold when a world has come to rest; looks from outside, at rows, mailboxes and what people were told.
struct Check {
    /// Begins a line of the trace that is a violation by itself.
    static let mark = "VIOLATION"

    private let world: World
    private var found: [String] = []
    private var entries: [String: [Entry]] = [:]

    /// One entry of a history.
    struct Entry {
        var revision: Int64
        var at: Int64
        var hash: [UInt8]
        var text: String
        var json: JSON

        var kind: String { json["kind"]?.stringValue ?? "" }
        var event: String { json["event"]?.stringValue ?? "" }
        func list(_ name: String) -> [String] { json[name]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    }

    /// All that does not hold, a sentence each with the ids that the trace names.
    static func violations(of world: World) async throws -> [String] {
        var check = Check(world: world)
        try check.readHistories()
        try check.histories()
        try check.leftovers()
        try check.acts()
        try check.timers()
        try check.mails()
        try check.exchange()
        try await check.standing()
        return try check.found + Model.violations(of: world) + world.trace.lines.filter { $0.hasPrefix(mark) }
    }

    private init(world: World) { self.world = world }

    private mutating func readHistories() throws {
        for row in try world.store.rows(
            "select instance_id, revision, at, hash, entry from history order by instance_id, revision")
        {
            let text = try row.text(4)
            entries[try row.text(0), default: []].append(
                Entry(
                    revision: try row.integer(1), at: try row.integer(2), hash: try row.bytes(3), text: text,
                    json: try JSON(parsing: Array(text.utf8))))
        }
    }

    /// No gap, no break in the chain, no time that goes back.
    private mutating func histories() throws {
        for row in try world.store.rows("select id, revision, head_hash, stuck from instance order by id") {
            let id = try row.text(0)
            let history = entries[id] ?? []
            if let cause = try row.optionalText(3) { found.append("\(id) was set aside: \(cause)") }
            if history.map(\.revision) != (0..<(try row.integer(1))).map({ $0 + 1 }) {
                found.append("\(id) has a gap: \(history.map(\.revision))")
            }
            var hash = HashChain.genesis
            for entry in history {
                hash = HashChain.hash(after: hash, entry: Array(entry.text.utf8))
                if hash != entry.hash { found.append("the chain of \(id) is broken at \(entry.revision)") }
            }
            if hash != (try row.bytes(2)) { found.append("the head of \(id) is not its last entry") }
            if zip(history, history.dropFirst()).contains(where: { $0.at > $1.at }) {
                found.append("time goes back in \(id)")
            }
        }
    }

    /// Whoever has ended holds nothing, and nothing stands that belongs to nobody.
    private mutating func leftovers() throws {
        for (table, condition) in [
            ("timer", "true"), ("user_task", "true"), ("subscription", "true"), ("link", "t.ended is null"),
        ] {
            for row in try world.store.rows(
                """
                select t.instance_id from \(table) t left join instance i on i.id = t.instance_id \
                where \(condition) and (i.id is null or i.is_final)
                """)
            { found.append("\(try row.text(0)) has ended, and there is a \(table) of it") }
        }
    }

    /// Every acknowledged command is there once, one that nobody acknowledged once or never, and nothing else is.
    private mutating func acts() throws {
        var open: [String: Int] = [:]
        let begun = Set(entries.values.flatMap { $0.flatMap { $0.list("started") } })
        for (id, history) in entries {
            for entry in history {
                if entry.kind == "event" { open["\(id) \(entry.event)", default: 0] += 1 }
                if entry.kind == "start", !begun.contains(id) { open["anew \(entry.event)", default: 0] += 1 }
            }
        }
        var told: Set<String> = []
        for act in world.acts {
            let name = "\(act.instance?.text ?? "anew") \(act.event)"
            guard case .done(let id, let revision) = act.ending else { continue }
            guard told.insert("\(id) \(revision)").inserted else {
                found.append("two were told that they made entry \(revision) of \(id), one by act \(act.number):")
                continue
            }
            guard entries[id.text]?.contains(where: { $0.revision == revision && $0.event == act.event }) == true else {
                found.append("act \(act.number): \(name) was acknowledged and is not in the history")
                continue
            }
            open[name, default: 0] -= 1
        }
        var unknown: [String: Int] = [:]
        for act in world.acts where act.ending == .unknown {
            unknown["\(act.instance?.text ?? "anew") \(act.event)", default: 0] += 1
        }
        for (name, count) in open.sorted(by: { $0.key < $1.key }) where count > unknown[name] ?? 0 || count < 0 {
            found.append("\(name) stands \(count) times more often than acknowledged; \(unknown[name] ?? 0) may")
        }
    }

    /// A timer fires at or after its time, and once.
    private mutating func timers() throws {
        var armed: [String: [(due: Int64, revision: Int64)]] = [:]
        for row in try world.store.rows("select distinct instance_id, name, due_at, armed_revision from armed") {
            armed["\(try row.text(0)) \(try row.text(1))", default: []].append((try row.integer(2), try row.integer(3)))
        }
        for (id, history) in entries {
            var fired: [String: Int] = [:]
            for entry in history where entry.kind == "timer" {
                let name = "\(id) \(entry.event)"
                fired[name, default: 0] += 1
                if armed[name]?.contains(where: { $0.due <= entry.at && $0.revision < entry.revision }) != true {
                    found.append("\(name) fired early at entry \(entry.revision)")
                }
            }
            for (name, count) in fired where count > armed[name]?.count ?? 0 {
                found.append("\(name) fired \(count) times")
            }
        }
    }

    /// Mails are those that the histories name, each under one Message-ID, and doubled only where something went wrong.
    private mutating func mails() throws {
        let expected = Set(entries.values.flatMap { $0.flatMap { $0.list("outbox") } })
        var outcomes: [String: [String]] = [:]
        for row in try world.store.rows(
            "select outbox_id, outcome from sent where instance_id is not null union all "
                + "select id, stage from outbox where instance_id is not null")
        { outcomes[try row.text(0), default: []].append(try row.text(1)) }
        for id in expected where outcomes[id]?.count != 1 { found.append("mail \(id) is \(outcomes[id] ?? [])") }
        for id in outcomes.keys where !expected.contains(id) { found.append("no entry names mail \(id)") }
        var taken: [String: (count: Int, names: Set<String>)] = [:]
        for message in world.server.accepted {
            taken[message.id, default: (0, [])].count += 1
            taken[message.id]?.names.insert(message.messageID)
        }
        for (id, outcome) in outcomes where outcome == ["sent"] && taken[id] == nil {
            found.append("mail \(id) counts as sent and never was")
        }
        for (id, copies) in taken {
            if copies.names.count != 1 { found.append("mail \(id) went out under \(copies.names)") }
            if copies.count > 1 + world.trace.faults { found.append("mail \(id) went out \(copies.count) times") }
            if outcomes[id] == nil { found.append("mail \(id) was sent and never committed") }
        }
    }

    /// Nothing is under way between instances, and nobody waits for what has been published.
    private mutating func exchange() throws {
        for row in try world.store.rows("select from_id, to_id, event from message") {
            found.append("\(try row.text(2)) from \(try row.text(0)) to \(try row.text(1)) never came")
        }
        for row in try world.store.rows(
            """
            select s.instance_id, t.topic from subscription s join topic t on t.topic = s.topic and t.key = s.key \
            where s.seen_seq < t.seq
            """)
        { found.append("\(try row.text(0)) waits for \(try row.text(1)), which was published") }
    }

    /// The rows are those that the histories ask for.
    private mutating func standing() async throws {
        let last = InstanceID("ffffffff-ffff-ffff-ffff-ffffffffffff")
        let slice = try await world.anyHost.engine.compare(
            after: InstanceID(RepairTable.firstPlace), through: last, limit: 10_000)
        for lost in slice.found {
            let rows = lost.differences.map { "\($0.text) \($0.fault.rawValue)" } + lost.troubles
            found.append("\(lost.id) and its history disagree: \(rows.joined(separator: ", "))")
        }
    }
}
