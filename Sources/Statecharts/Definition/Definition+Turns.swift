/// What an event means for somebody's turn.
extension Definition {
    /// Whether the event can stay where it is and mail the role's holder a link to the task anew.
    public func sendsAgain(_ event: EventNode, to role: String) -> Bool {
        event.branches.contains { branch in
            branch.end == .stay
                && (event.shared.mails + branch.block.mails).contains { name in
                    mails[name].map { $0.link == .task && $0.to.contains(role) } ?? false
                }
        }
    }

    /// Whether the event sets a field from which the role's holder is read: it puts somebody else there.
    public func namesAnother(_ event: EventNode, as role: String) -> Bool {
        let fields = fields(behind: role)
        return ([event.shared] + event.branches.map(\.block)).contains { block in
            block.set.contains { fields.contains($0.name) }
                || block.actions.contains { $0.into.contains { fields.contains($0.field) } }
        }
    }

    /// Context fields from which the role's holders are read.
    public func fields(behind role: String) -> [String] {
        (self.role(role)?.sources ?? []).compactMap { source in
            if case .context(let field) = source { field } else { nil }
        }
    }
}
