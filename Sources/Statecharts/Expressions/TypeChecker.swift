/// Resolves the names of an expression, checks its types and its cost, and gives the tree that runs.
///
/// Types flow up; what is expected flows down only to text literals, empty lists and conditionals of these, whose type
/// follows from the place. What `has(path)` has shown flows along `&&`, `||`, `!` and `?:`.
struct TypeChecker {
    /// A resolved part.
    struct Typed {
        var node: ResolvedNode
        var type: ValueType
        var mayBeAbsent = false
        /// `context.headquarters.city`, if it is a path.
        var path: String?
        /// Paths that are there if this is true, or false.
        var whenTrue: Set<String> = []
        var whenFalse: Set<String> = []
        /// Steps, at most.
        var cost = 1
    }

    static let costMax = 10_000

    let environment: TypeEnvironment
    var mentions = Mentions()
    /// Whether the part stands in the condition of a `?:`.
    var isTesting = false
    /// Paths that are shown to be there.
    var present: Set<String> = []
    /// Variables of the list functions around, outermost first.
    var locals: [(name: String, type: ValueType)] = []

    init(_ environment: TypeEnvironment) { self.environment = environment }

    /// Checks the whole expression.
    mutating func whole(
        _ syntax: Syntax, expecting: ValueType?, mayBeAbsent: Bool
    ) throws(ExpressionError) -> Typed {
        let typed = mayBeAbsent ? try check(syntax, expecting: expecting) : try value(syntax, expecting: expecting)
        guard typed.cost <= TypeChecker.costMax else {
            throw ExpressionError(
                code: "E044", message: "up to \(typed.cost) steps; at most \(TypeChecker.costMax) are allowed",
                offset: syntax.offset
            )
        }
        return typed
    }

    /// A part that must be there.
    mutating func value(_ syntax: Syntax, expecting: ValueType? = nil) throws(ExpressionError) -> Typed {
        let typed = try check(syntax, expecting: expecting)
        guard !typed.mayBeAbsent else {
            let name = typed.path ?? "the value"
            throw ExpressionError(
                code: "E043", message: "\(name) may be absent; use has(\(name)) or .orValue(…)", offset: syntax.offset
            )
        }
        return typed
    }

    /// A part of the expected type, converted to it if need be.
    mutating func check(_ syntax: Syntax, expecting: ValueType?) throws(ExpressionError) -> Typed {
        let typed = try infer(syntax, expecting: expecting)
        guard let expecting else { return typed }
        return try convert(typed, to: expecting, at: syntax.offset)
    }

    func convert(_ typed: Typed, to target: ValueType, at offset: Int) throws(ExpressionError) -> Typed {
        guard let conversion = Conversion(from: typed.type, to: target) else {
            throw mismatch("\(target.name) is due, this is \(typed.type.name)", at: offset)
        }
        var result = typed
        if conversion != .none {
            result.node = .convert(typed.node, conversion)
            result.cost = TypeChecker.add(typed.cost, typed.type.weight)
        }
        if !typed.type.isSameKind(as: target) { result.type = typed.type.converted(to: target) }
        return result
    }

    private mutating func infer(_ syntax: Syntax, expecting: ValueType?) throws(ExpressionError) -> Typed {
        switch syntax.kind {
        case .text(let text): return try literal(text, expecting: expecting, at: syntax.offset)
        case .integer(let number):
            return Typed(node: .constant(.integer(number)), type: .integer(min: number, max: number))
        case .boolean(let flag): return Typed(node: .constant(.boolean(flag)), type: .boolean)
        case .name, .member: return try path(syntax)
        case .entry(let base, let element): return try entry(of: element, in: base, at: syntax.offset)
        case .list(let elements): return try list(elements, expecting: expecting, at: syntax.offset)
        case .not(let operand):
            let typed = try value(operand, expecting: .boolean)
            return Typed(
                node: .not(typed.node), type: .boolean, whenTrue: typed.whenFalse, whenFalse: typed.whenTrue,
                cost: TypeChecker.add(typed.cost, 1)
            )
        case .all(let operands): return try junction(operands, isAll: true)
        case .any(let operands): return try junction(operands, isAll: false)
        case .conditional(let condition, let first, let second):
            return try conditional(condition, first, second, expecting: expecting)
        case .negative(let operand): return try negative(operand)
        case .binary(let sign, let left, let right): return try binary(sign, left, right, at: syntax.offset)
        case .call(let name, let arguments): return try call(name, arguments, at: syntax.offset)
        case .method(let base, let name, let arguments):
            return try method(base, name, arguments, expecting: expecting, at: syntax.offset)
        }
    }

    private func literal(_ text: String, expecting: ValueType?, at offset: Int) throws(ExpressionError) -> Typed {
        switch expecting {
        case .enumeration(let options)?:
            guard options.contains(text) else {
                throw ExpressionError(
                    code: "E042", message: "'\(text)' is none of the options", offset: offset,
                    suggestion: Suggestion.nearest(to: text, among: options)
                )
            }
            return Typed(node: .constant(.text(text)), type: .enumeration(options))
        case .date?:
            guard CivilDate(iso8601: text) != nil else { throw mismatch("'\(text)' is no date", at: offset) }
            return Typed(node: .constant(.text(text)), type: .date)
        case .email?:
            guard let email = EmailSyntax.canonical(text) else { throw mismatch("'\(text)' is no address", at: offset) }
            return Typed(node: .constant(.text(email)), type: .email)
        case .domainIdentifier?:
            guard let domain = DomainSyntax.canonical(text) else {
                throw mismatch("'\(text)' is no domain", at: offset)
            }
            return Typed(node: .constant(.text(domain)), type: .domainIdentifier)
        case .text?, .boolean?, .integer?, .timestamp?, .duration?, .list?, .record?, .map?, .person?, .account?,
            .instance?, nil:
            let length = text.unicodeScalars.count
            let isMultiline = text.utf8.contains(0x0A)
            return Typed(
                node: .constant(.text(text)),
                type: .text(TextBounds(min: length, max: length, isMultiline: isMultiline))
            )
        }
    }

    private mutating func list(
        _ elements: [Syntax], expecting: ValueType?, at offset: Int
    ) throws(ExpressionError) -> Typed {
        var element: ValueType?
        if case .list(of: let inner, min: _, max: _)? = expecting { element = inner }
        // The first element that says its own type says it for the literals; it is looked at once only.
        let known = element == nil ? elements.firstIndex { !$0.isLiteralLike } : nil
        var knownPart: Typed?
        if let known {
            let part = try value(elements[known])
            knownPart = part
            element = part.type
        }
        var parts: [Typed] = []
        for (index, syntax) in elements.enumerated() {
            if index == known, let knownPart {
                parts.append(knownPart)
                continue
            }
            let part = try value(syntax, expecting: element)
            element = element ?? part.type
            parts.append(part)
        }
        guard let element else { throw mismatch("the type of '[]' is not known here", at: offset) }
        let type = parts.isEmpty ? element : parts.dropFirst().reduce(parts[0].type) { $0.joined(with: $1.type) }
        return Typed(
            node: .list(parts.map(\.node)), type: .list(of: type, min: parts.count, max: parts.count),
            cost: parts.reduce(1) { TypeChecker.add($0, $1.cost) }
        )
    }

    func mismatch(_ message: String, at offset: Int) -> ExpressionError {
        ExpressionError(code: "E042", message: message, offset: offset)
    }

    /// Sum of costs; stays where it is when there is no larger number.
    static func add(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    /// Product of costs.
    static func multiply(_ left: Int, _ right: Int) -> Int {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? .max : product
    }
}
