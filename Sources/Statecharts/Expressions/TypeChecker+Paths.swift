extension TypeChecker {
    static let rootNames = ["context", "data", "facts", "caller", "now"]

    /// A name, or a name with members.
    mutating func path(_ syntax: Syntax) throws(ExpressionError) -> Typed {
        switch syntax.kind {
        case .name(let name): return try name == "now" ? now(at: syntax.offset) : variable(name, at: syntax.offset)
        case .member(let base, let member):
            if case .name(let root) = base.kind, !isVariable(root) {
                return try field(member, of: root, rootOffset: base.offset, at: syntax.offset)
            }
            return try self.member(member, of: try check(base, expecting: nil), at: syntax.offset)
        default: return try check(syntax, expecting: nil)
        }
    }

    private func now(at offset: Int) throws(ExpressionError) -> Typed {
        guard environment.hasNow else {
            throw ExpressionError(code: "E045", message: "'now' is not available here", offset: offset)
        }
        return Typed(node: .now, type: .timestamp)
    }

    private func isVariable(_ name: String) -> Bool {
        environment.variables[name] != nil || locals.contains { $0.name == name }
    }

    private func variable(_ name: String, at offset: Int) throws(ExpressionError) -> Typed {
        if let slot = locals.firstIndex(where: { $0.name == name }) {
            return Typed(node: .local(slot), type: locals[slot].type, path: name)
        }
        if let field = environment.variables[name] {
            return Typed(
                node: .variable(name), type: field.type, mayBeAbsent: field.mayBeAbsent && !present.contains(name),
                path: name
            )
        }
        if ["context", "data", "facts", "caller"].contains(name) {
            throw mismatch("'\(name)' is no value; a field of it is", at: offset)
        }
        throw unknownRoot(name, at: offset)
    }

    private func unknownRoot(_ name: String, at offset: Int) -> ExpressionError {
        let known = TypeChecker.rootNames + environment.variables.keys + locals.map(\.name)
        return ExpressionError(
            code: "E045", message: "'\(name)' is not known here", offset: offset,
            suggestion: Suggestion.nearest(to: name, among: known)
        )
    }

    /// `context.name`, `data.name`, `facts.name`, `caller.name`.
    private mutating func field(
        _ name: String, of root: String, rootOffset: Int, at offset: Int
    ) throws(ExpressionError) -> Typed {
        switch root {
        case "context":
            let typed = try field(name, .context(name), root, environment.context, "context field", "E013", at: offset)
            mentions.context.insert(name)
            return typed
        case "data":
            guard let fields = environment.data else { throw notHere("data", at: rootOffset) }
            let typed = try field(name, .data(name), root, fields, "form field", "E014", at: offset)
            let list = isTesting ? \Mentions.tested : \Mentions.data
            if !mentions[keyPath: list].contains(name) { mentions[keyPath: list].append(name) }
            return typed
        case "facts":
            guard let facts = environment.facts else { throw notHere("facts", at: rootOffset) }
            let typed = try field(name, .fact(name), root, facts, "fact", "E015", at: offset)
            mentions.facts.insert(name)
            return typed
        case "caller":
            guard environment.hasCaller else { throw notHere("caller", at: rootOffset) }
            mentions.caller = true
            return try caller(name, at: offset)
        case "now": throw mismatch("'now' has no members", at: offset)
        default: throw unknownRoot(root, at: rootOffset)
        }
    }

    private func field(
        _ name: String, _ node: ResolvedNode, _ root: String, _ fields: [String: FieldType], _ noun: String,
        _ code: String,
        at offset: Int
    ) throws(ExpressionError) -> Typed {
        guard let field = fields[name] else {
            let choice = Suggestion.choice(for: name, among: fields.keys)
            throw ExpressionError(
                code: code, message: "unknown \(noun) '\(name)'\(choice)", offset: offset,
                suggestion: Suggestion.nearest(to: name, among: fields.keys)
            )
        }
        let path = "\(root).\(name)"
        return Typed(
            node: node, type: field.type, mayBeAbsent: field.mayBeAbsent && !present.contains(path), path: path
        )
    }

    private func notHere(_ root: String, at offset: Int) -> ExpressionError {
        let message = "'\(root)' is not available here; keep what is needed of it in the context first"
        return ExpressionError(code: "E045", message: message, offset: offset)
    }

    private func caller(_ name: String, at offset: Int) throws(ExpressionError) -> Typed {
        let path = "caller.\(name)"
        switch name {
        case "person": return Typed(node: .caller(.person), type: .person, path: path)
        case "email": return Typed(node: .caller(.email), type: .email, path: path)
        case "language": return Typed(node: .caller(.language), type: .enumeration(["en", "ja"]), path: path)
        case "session": return Typed(node: .caller(.session), type: .text(TextBounds(min: 1, max: 100)), path: path)
        default:
            throw ExpressionError(
                code: "E045", message: "the caller has no '\(name)'", offset: offset,
                suggestion: Suggestion.nearest(to: name, among: ["person", "email", "language", "session"])
            )
        }
    }

    /// A field of a record, or the address of a person.
    private func member(_ name: String, of base: Typed, at offset: Int) throws(ExpressionError) -> Typed {
        let path = base.path.map { "\($0).\(name)" }
        let isShown = path.map(present.contains) ?? false
        switch base.type {
        case .person where name == "email":
            return Typed(
                node: .emailOfPerson(base.node), type: .email, mayBeAbsent: base.mayBeAbsent && !isShown, path: path,
                cost: TypeChecker.add(base.cost, 1)
            )
        case .record(let fields):
            guard let field = fields.first(where: { $0.name == name }) else {
                throw ExpressionError(
                    code: unknownMember(base.path), message: "the record has no field '\(name)'", offset: offset,
                    suggestion: Suggestion.nearest(to: name, among: fields.map(\.name))
                )
            }
            return Typed(
                node: .member(base.node, name), type: field.type,
                mayBeAbsent: (base.mayBeAbsent || FieldType(field).mayBeAbsent) && !isShown, path: path,
                cost: TypeChecker.add(base.cost, 1)
            )
        case .text, .email, .domainIdentifier, .boolean, .integer, .enumeration, .date, .timestamp, .duration, .list,
            .map, .person, .account, .instance:
            throw mismatch("\(base.type.name) has no '\(name)'", at: offset)
        }
    }

    /// The entry of an element in a map.
    mutating func entry(of element: Syntax, in base: Syntax, at offset: Int) throws(ExpressionError) -> Typed {
        let typed = try value(base)
        guard case .map(let map) = typed.type else {
            throw mismatch("'[ ]' is only for maps, this is \(typed.type.name)", at: offset)
        }
        let key = try value(element, expecting: map.key)
        return Typed(
            node: .entry(typed.node, key.node, map), type: map.element,
            cost: TypeChecker.add(
                TypeChecker.add(typed.cost, key.cost), TypeChecker.add(1, map.isCaseless ? map.max : 0))
        )
    }

    /// The code for an unknown member follows the root, as for the field itself.
    private func unknownMember(_ path: String?) -> String {
        switch path?.split(separator: ".").first {
        case "context"?: "E013"
        case "data"?: "E014"
        case "facts"?: "E015"
        default: "E042"
        }
    }
}
