import Engine
import Statecharts

/// Somebody, and why one could have a right anywhere.
struct MatrixActor: Sendable {
    let name: String
    let caller: Caller
    /// Fields of contexts that name the person.
    let fields: Set<String>
    /// In the account that every context names.
    let rights: Set<String>
    /// Of the staff.
    let groups: Set<String>
    let hasActed: Bool

    init(
        _ name: String, _ caller: Caller, fields: Set<String> = [], rights: Set<String> = [],
        groups: Set<String> = [], hasActed: Bool = false
    ) {
        (self.name, self.caller) = (name, caller)
        (self.fields, self.rights, self.groups, self.hasActed) = (fields, rights, groups, hasActed)
    }

    /// The person whom a field names.
    static func email(of field: String) -> String { "\(field.lowercased())@named.example" }
}

/// An instance in one state, and what the definition says of everybody's rights there: the matrix's own reading of
/// `format.md` 2, 6 and 8.
struct MatrixCell: Sendable, CustomStringConvertible {
    /// What a press is answered with.
    enum Answer {
        /// One may not look.
        case notFound
        /// One may look, and it is somebody else's.
        case notAllowed
        /// It would be one's own, but not in this state.
        case closed
        /// One may press: what is refused is the revision.
        case allowed
        /// A condition decides, over facts or the context: one may look, and nothing else is certain.
        case dependent

        var codes: Set<EngineError.Code> {
            switch self {
            case .notFound: [.notFound]
            case .notAllowed: [.notAllowed]
            case .closed: [.eventNotAllowed]
            case .allowed: [.revisionConflict]
            case .dependent: [.revisionConflict, .eventNotAllowed, .notAllowed]
            }
        }
    }

    let definition: Definition
    let state: StateNode
    let id: InstanceID

    var description: String { "\(definition.workflow).\(state.name)" }

    /// The state and its ancestors, innermost first.
    var lineage: [StateNode] {
        var lineage = [state]
        while let parent = lineage.last?.parent { lineage.append(definition.states[parent]) }
        return lineage
    }

    /// Every event of the file, of this state or not.
    var events: [String] { Set(definition.states.flatMap(\.on).map(\.name)).sorted() }

    func isVisible(to actor: MatrixActor) -> Bool {
        let watch = lineage.compactMap(\.watch).first ?? definition.watch
        let looking = Set(watch + lineage.flatMap(\.tasks).map(\.role) + [definition.asker])
        return actor.hasActed || looking.contains { holds($0, actor) }
    }

    func answer(to event: String, of actor: MatrixActor) -> Answer {
        guard isVisible(to: actor) else { return .notFound }
        let here = lineage.flatMap(\.on).first { $0.name == event }
        guard let node = here ?? definition.states.flatMap(\.on).first(where: { $0.name == event }) else {
            return .closed
        }
        var isConditional = node.when != nil
        switch node.by {
        case .signedIn: break
        case .system: return .notAllowed
        case .roles(let roles, let condition, error: _):
            guard roles.contains(where: { holds($0, actor) }) else { return .notAllowed }
            isConditional = isConditional || condition != nil
        }
        if here == nil { return isConditional ? .dependent : .closed }
        return isConditional ? .dependent : .allowed
    }

    private func holds(_ role: String, _ actor: MatrixActor) -> Bool {
        guard let role = definition.role(role), !role.except.contains(where: { holds($0, actor) }) else { return false }
        return role.sources.contains { source in
            switch source {
            case .context(let field): actor.fields.contains(field) && definition.field(field) != nil
            case .right(noun: _, field: _, let right): actor.rights.contains(right)
            case .staff(let group): actor.groups.contains(group)
            }
        }
    }
}
