import Statecharts
import Storage

/// What may be read; nothing here changes anything.
extension Engine {
    /// An instance as the caller may see it; 404 where it is not visible.
    public func instance(_ id: InstanceID, as caller: Caller) async throws(EngineError) -> InstanceView {
        try await looking { tx in
            let viewing = try self.viewing(id, as: caller, in: tx)
            var view = try viewing.view(in: tx)
            for (state, role, refused) in try viewing.undelivered(offers: view.offers, in: tx) {
                for index in view.turns.indices where (view.turns[index].state, view.turns[index].role) == (state, role)
                {
                    view.turns[index].undelivered.append(refused)
                }
            }
            view.evidence = try viewing.evidence(in: tx)
            return view
        }
    }

    /// The entries of an instance that the caller may see, oldest first.
    public func history(_ id: InstanceID, as caller: Caller) async throws(EngineError) -> [HistoryItem] {
        try await looking { tx in
            let viewing = try self.viewing(id, as: caller, in: tx)
            return try HistoryTable.rows(of: id, in: tx).map { try HistoryItem($0, viewing: viewing) }
        }
    }

    /// What became of the mails of an instance, newest first.
    public func mails(_ id: InstanceID, as caller: Caller) async throws(EngineError) -> [MailView] {
        try await looking { tx in
            _ = try self.viewing(id, as: caller, in: tx)
            return try tx.rows(OutboxTable.ofInstance, .text(id.text)).map { row in
                let target = try row.optionalText(1) ?? ""
                let isOwn = caller.person?.isSame(as: PersonReference(email: target)) == true || caller == .system
                return MailView(
                    name: try row.text(0), to: isOwn ? target : Masking.email(target), at: try row.timestamp(2),
                    stage: try row.text(3))
            }
        }
    }

    /// The form of a start event; without a name, the only one that people may send.
    ///
    /// `again` fills it from an instance.
    public func startForm(
        _ workflow: String, event: String? = nil, again: InstanceID? = nil, as caller: Caller
    ) async throws(EngineError) -> FormView {
        try await looking { tx in
            guard let (id, definition) = self.parts.catalog.current(workflow),
                let node = definition.start.first(where: { $0.isForPeople && ($0.name == event || event == nil) })
            else { throw EngineError(.notFound, "There is no such form.") }
            let work = Work(
                self.parts, starting: definition, id: id, seed: [UInt8](repeating: 0, count: 16), now: self.time.now,
                depth: 0)
            work.snapshot.context = StartRun.defaults(of: definition)
            var view = try work.formView(node, caller: caller, in: tx)
            if let again, let earlier = try? self.viewing(again, as: caller, in: tx), let form = node.form {
                for item in form.items {
                    if let value = earlier.work.row.context[item.field.name] { view.values[item.field.name] = value }
                }
            }
            return view
        }
    }

    /// The form of an event that the instance offers the caller now.
    public func form(_ event: String, of id: InstanceID, as caller: Caller) async throws(EngineError) -> FormView {
        try await looking { tx in
            let viewing = try self.viewing(id, as: caller, in: tx)
            let offered = try viewing.offers(in: tx).map(\.name)
            let scope = viewing.work.scope(caller: caller.values)
            let nodes = viewing.work.snapshot.configuration.active.reversed().flatMap {
                viewing.work.definition.states[$0].on
            }
            guard offered.contains(event),
                let node = nodes.first(where: { $0.name == event && $0.isOffered(in: scope) })
            else {
                throw EngineError(
                    .eventNotAllowed, "'\(event)' is not possible now.", offered: offered,
                    state: viewing.work.row.state, changedAt: viewing.work.row.updatedAt)
            }
            return try viewing.work.formView(node, caller: caller, in: tx)
        }
    }

    /// The caller's turns, oldest first.
    public func tasks(of caller: Caller) async throws(EngineError) -> [InboxItem] {
        guard let person = caller.person else { return [] }
        return try await looking { tx in
            var rows: [Row] = []
            for address in person.addresses {
                rows += try tx.rows(TaskTable.ofPerson, .bytes(self.parts.outbox.keys.personKey(address)))
            }
            for group in try person.id.map({ try self.parts.directory.groups($0, tx) }) ?? [] {
                rows += try tx.rows(TaskTable.ofGroup, .text(group.text))
            }
            var seen: Set<String> = []
            return try rows.compactMap { row in
                let id = InstanceID(try row.text(0))
                guard seen.insert("\(id) \(try row.text(2))").inserted,
                    let (instance, definition) = try self.instance(id, in: tx),
                    try self.isTurn(of: person, as: try row.text(2), in: instance, by: definition, tx)
                else { return nil }
                let summary = InstanceSummary(instance, of: definition)
                return InboxItem(
                    instance: id, reference: summary.reference, workflow: summary.workflow, title: summary.title,
                    state: summary.state, stateTitle: summary.stateTitle, role: try row.text(2),
                    openedAt: try row.timestamp(3), dueAt: try row.optionalTimestamp(4))
            }.sorted { $0.openedAt < $1.openedAt }
        }
    }

    /// For operations: all instances, newest first, at most 200.
    public func list(workflow: String?, state: String?, limit: Int) async throws(EngineError) -> [InstanceSummary] {
        try await looking { tx in
            try tx.rows(
                ListingTable.page, .text(orNull: workflow), .text(orNull: state),
                .integer(min(limit, Limits.listMax))
            ).compactMap { try self.summary(InstanceID(try $0.text(0)), in: tx) }
        }
    }

    /// A group's turn lies in the inbox of each member, of whom not everybody holds a role that excepts others.
    private func isTurn(
        of person: DirectoryPerson, as role: String, in row: InstanceRow, by definition: Definition,
        _ tx: borrowing Transaction
    ) throws -> Bool {
        guard definition.role(role)?.except.isEmpty == false else { return true }
        let roles = RoleReader(definition: definition, directory: DirectoryMemory(parts.directory))
        return try roles.roles(of: person, context: row.context, in: tx).contains(role)
    }

    private func instance(_ id: InstanceID, in tx: borrowing Transaction) throws -> (InstanceRow, Definition)? {
        guard let row = try InstanceTable.row(id, catalog: parts.catalog, in: tx),
            let definition = parts.catalog.definition(id: row.definitionID)
        else { return nil }
        return (row, definition)
    }

    private func summary(_ id: InstanceID, in tx: borrowing Transaction) throws -> InstanceSummary? {
        try instance(id, in: tx).map { InstanceSummary($0, of: $1) }
    }

    func viewing(_ id: InstanceID, as caller: Caller, in tx: borrowing Transaction) throws -> Viewing {
        guard let row = try InstanceTable.row(id, catalog: parts.catalog, in: tx) else { throw Self.absent }
        let viewing = Viewing(work: try Work(parts, row: row, seed: [], now: time.now, in: tx), caller: caller)
        guard try viewing.isVisible(in: tx) else { throw Self.absent }
        return viewing
    }

    static let absent = EngineError(.notFound, "There is no such request, or it is not yours to see.")

    func looking<T: Sendable>(
        _ body: @Sendable (borrowing Transaction) throws -> T
    ) async throws(EngineError) -> T {
        do {
            return try await database.read { tx in try body(tx) }
        } catch let broken as BrokenInvariant {
            throw Self.stuck(broken.sentence)
        } catch {
            throw Self.fault(error)
        }
    }
}

extension EventNode {
    /// Whether people may send it.
    fileprivate var isForPeople: Bool { if case .system = by { false } else { true } }
}

extension Work {
    /// What a page shows of an event's form.
    fileprivate func formView(_ node: EventNode, caller: Caller, in tx: borrowing Transaction) throws -> FormView {
        let values = caller.values
        let facts = try parts.facts(
            node.form?.pageFacts ?? [], of: definition, scope: scope(caller: values), in: tx)
        let first = node.form?.firstValues(in: scope(facts: facts, caller: values))
        return FormView(
            workflow: definition.workflow, event: node.name, form: node.form, values: first?.values ?? [:],
            applicable: Set((first?.applicable ?? []).map(\.field.name)), facts: facts)
    }
}

extension InstanceSummary {
    init(_ row: InstanceRow, of definition: Definition) {
        let leaf = row.state.split(separator: " ").first.flatMap { definition.state(String($0)) }
        self.init(
            id: row.id, reference: Reference.text(of: row.id), workflow: definition.workflow,
            version: definition.version, title: definition.title, state: row.state, stateTitle: leaf?.title,
            isFinal: row.isFinal, stuck: row.stuck, revision: row.revision, createdAt: row.createdAt,
            updatedAt: row.updatedAt)
    }
}

extension HistoryItem {
    init(_ row: HistoryRow, viewing: Viewing) throws {
        guard let json = try? JSON(parsing: Array(row.entry.utf8)) else {
            throw BrokenInvariant("entry \(row.revision) cannot be read", instance: viewing.work.row.id)
        }
        let personal = row.fields.map(PersonalValues.read) ?? [:]
        let email = (personal["by"] ?? personal["by.for"])?.stringValue
        let isOwn = email.map { viewing.caller.person?.isSame(as: PersonReference(email: $0)) == true } ?? false
        let isTold = isOwn || viewing.caller == .system
        let states = (json["state"]?.arrayValue ?? []).compactMap(\.stringValue)
        self.init(
            revision: row.revision, at: row.at, kind: json["kind"]?.stringValue ?? "",
            event: json["event"]?.stringValue,
            role: json["by"]?["role"]?.stringValue ?? json["by"]?["staff"]?.stringValue,
            who: email.map { isTold ? $0 : Masking.email($0) },
            reason: viewing.caller == .system ? personal["by.reason"]?.stringValue : nil, state: states,
            stateTitle: states.first.flatMap { viewing.work.definition.state($0)?.title },
            took: (json["took"]?.arrayValue ?? []).compactMap(\.stringValue), hash: Hex.encode(row.hash))
    }
}
