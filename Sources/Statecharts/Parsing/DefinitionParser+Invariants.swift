/// Invariants (`format.md` section 12).
extension DefinitionParser {
    private static let invariantKinds = ["always", "never", "eventually"]

    /// Parses what the workflow promises; a name is taken once, whatever the promise's kind.
    mutating func invariants(_ value: YAMLValue?) -> Invariants {
        guard let value, members(value, of: "invariants", allowed: Self.invariantKinds) != nil else {
            return Invariants()
        }
        var names: Set<String> = []
        return Invariants(
            always: promises(value["always"], "always", &names), never: promises(value["never"], "never", &names),
            eventually: promises(value["eventually"], "eventually", &names))
    }

    private mutating func promises(
        _ value: YAMLValue?, _ kind: String, _ names: inout Set<String>
    ) -> [NamedExpression] {
        var site = site(.standing, data: nil, hasCaller: false, isUnattended: true)
        (site.isUnattended, site.barredCode, site.environment.hasNow) = (false, "E045", false)
        var promises: [NamedExpression] = []
        for entry in value.map({ named($0, kind) }) ?? [] {
            checkCamelCase(entry.key, "an invariant", at: entry.place)
            if !names.insert(entry.key).inserted {
                fault("E003", "the invariant '\(entry.key)' stands twice", at: entry.place)
            }
            need("invariants.\(entry.key)", at: entry.place)
            guard let parsed = expression(entry.value, expecting: .boolean, at: site) else { continue }
            promises.append(NamedExpression(name: entry.key, expression: parsed))
        }
        return promises
    }
}
