import Engine
import Statecharts
import Storage

/// What a step meets: which instances there are, and what it is called.
struct Scene: Sendable {
    let kind: StoreKind
    /// `account-request/awaitingActivation withdraw`, or what workers find to do.
    let label: String
    /// The workflow of a command; absent for workers.
    let workflow: String?
    private let instances: [String: String]

    /// Absent where there is nothing to do.
    init?(_ step: EveryBoundary.Step, of world: TestWorld) async throws {
        kind = world.database.kind
        let now = SQLValue.integer(world.time.now.microseconds)
        let (instances, due) = try await world.database.read { tx in
            let rows = try tx.rows(Self.instances)
            let instances = try rows.map { (try $0.text(0), "\(try $0.text(1))/\(try $0.text(2))") }
            let due = try tx.rows(Self.due, now).map { try $0.text(0) }
            return (Dictionary(uniqueKeysWithValues: instances), due)
        }
        self.instances = instances
        switch step {
        case .settle:
            guard !due.isEmpty else { return nil }
            label = "workers: \(due.joined(separator: ", "))"
            workflow = nil
        case .command(let command):
            switch command.target {
            case .start(let workflow, let event):
                label = "\(workflow) \(event ?? "start")"
                self.workflow = workflow
            case .event(let id, let event):
                label = "\(instances[id.text] ?? "nothing") \(event)"
                workflow = instances[id.text].flatMap { $0.split(separator: "/").first.map(String.init) }
            case .due, .mailAnew, .message, .topic, .repair, .discard, .cancel: return nil
            }
        }
    }

    /// The step, so that it can be repeated.
    func keyed(_ step: EveryBoundary.Step) -> EveryBoundary.Step {
        guard case .command(var command) = step else { return step }
        command.key = command.key ?? RequestKey(method: "POST", path: "/cut", key: "cut")
        return .command(command)
    }

    /// The same for statements that do the same to instances in the same states.
    func identity(of boundary: Boundary) -> String {
        let names = boundary.names.map(told).joined(separator: ",")
        return "\(workflow == nil ? "workers" : label)|\(boundary.isCommit)|\(names)"
    }

    /// In words that can be read.
    func told(_ boundary: Boundary) -> String {
        var boundary = boundary
        boundary.names = boundary.names.suffix(3).map(told)
        return boundary.description
    }

    /// Which workflow the transaction is about.
    func workflow(of boundary: Boundary) -> String {
        if let workflow { return workflow }
        for name in boundary.names {
            let words = told(name).split(separator: " ")
            if words.count == 2, let flow = words[1].split(separator: "/").first { return String(flow) }
        }
        return "outbox"
    }

    /// A statement's name, and where it asks for an instance, its workflow and state.
    private func told(_ name: String) -> String {
        guard let blank = name.firstIndex(of: " ") else { return name }
        let whom = instances[String(name[name.index(after: blank)...])]
        return String(name[..<blank]) + (whom.map { " \($0)" } ?? "")
    }

    private static let instances = Statement(
        "test.instances",
        "select i.id, d.workflow, i.state from instance i join definition d on d.id = i.definition_id")
    private static let due = Statement(
        "test.due",
        """
        select d.workflow || '/' || i.state || ' ' || t.name from timer t join instance i on i.id = t.instance_id \
        join definition d on d.id = i.definition_id where t.due_at <= $1 \
        union select 'mail ' || kind from outbox where stage = 'queued' and next_at <= $1 \
        union select 'message ' || event from message where next_at <= $1 \
        union select 'publication ' || topic from publication where is_pending \
        union select 'subscription ' || topic from subscription where is_fresh order by 1
        """)
}
