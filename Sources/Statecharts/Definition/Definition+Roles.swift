/// Roles that except others (`format.md` section 2).
extension Definition {
    /// The roles that somebody holds, in the order of the file.
    ///
    /// - Parameter isOfSources: whether the role's own sources name that person.
    /// - Returns: these, without those that except a role which is held.
    public func heldRoles(_ isOfSources: (Role) throws -> Bool) rethrows -> [String] {
        let named = try roles.filter(isOfSources)
        guard named.contains(where: { !$0.except.isEmpty }) else { return named.map(\.name) }
        var known: [String: Bool] = [:]
        return named.map(\.name).filter { isHeld($0, among: named, &known) }
    }

    private func isHeld(_ name: String, among named: [Role], _ known: inout [String: Bool]) -> Bool {
        if let answer = known[name] { return answer }
        var answer = false
        if let role = named.first(where: { $0.name == name }) {
            answer = !role.except.contains { isHeld($0, among: named, &known) }
        }
        known[name] = answer
        return answer
    }

    /// The role and whom it excepts, directly and by way of these, each once.
    public func withExcepted(_ role: Role) -> [Role] {
        var found = [role]
        var next = 0
        while next < found.count {
            for name in found[next].except where !found.contains(where: { $0.name == name }) {
                if let role = self.role(name) { found.append(role) }
            }
            next += 1
        }
        return found
    }
}
