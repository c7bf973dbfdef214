extension Expression {
    /// Parses and type-checks an expression (`format.md` section 14).
    ///
    /// - Parameters:
    ///   - expecting: the type that the place wants; the implicit conversions lead to it. Bounds are not compared, because
    ///     they are checked on the value.
    ///   - mayBeAbsent: whether the place takes an absent result, as the right sides of `set` and `with` do.
    /// - Throws: the first fault, with its place in the text.
    public convenience init(
        parsing text: String, expecting: ValueType? = nil, mayBeAbsent: Bool = false, in environment: TypeEnvironment
    ) throws(ExpressionError) {
        let syntax = try ExpressionParser.parse(text)
        var checker = TypeChecker(environment)
        let result = try checker.whole(syntax, expecting: expecting, mayBeAbsent: mayBeAbsent)
        self.init(
            text: text, type: result.type, mayBeAbsent: result.mayBeAbsent, root: result.node,
            mentions: checker.mentions)
    }

    /// Facts that the expression reads.
    public var mentionedFacts: Set<String> { mentions.facts }
    /// Fields of `data` that it reads.
    public var mentionedData: Set<String> { Set(mentions.made) }
    /// Context fields that it reads.
    public var mentionedContext: Set<String> { mentions.context }
    /// Whether it reads anything of `caller`.
    public var mentionsCaller: Bool { mentions.caller }

    /// Whether it is a path or a literal and nothing else, as arguments of `call` and roles must be.
    public var isPathOrLiteral: Bool { root.isPathOrLiteral }
}

extension ResolvedNode {
    fileprivate var isPathOrLiteral: Bool {
        switch self {
        case .constant, .context, .data, .fact, .variable, .caller: true
        case .member(let base, _), .emailOfPerson(let base), .convert(let base, _): base.isPathOrLiteral
        case .entry, .local, .now, .not, .all, .any, .conditional, .equal, .order, .within, .plus, .minus, .negative,
            .list,
            .has,
            .orValue, .active, .size, .lower, .domainOf, .subdomain, .textTest, .comprehension, .timestamp, .date:
            false
        }
    }
}
