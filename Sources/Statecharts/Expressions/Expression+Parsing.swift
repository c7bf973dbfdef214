extension Expression {
    /// Parses and type-checks an expression (`format.md` section 14).
    ///
    /// - Parameters:
    ///   - expecting: the type that the place wants; the implicit conversions lead to it. Bounds are not compared, because
    ///     they are checked on the value.
    ///   - mayBeAbsent: whether the place takes an absent result, as the right sides of `set` and `with` do.
    /// - Throws: the first fault, with its place in the text.
    public init(
        parsing text: String, expecting: ValueType? = nil, mayBeAbsent: Bool = false, in environment: TypeEnvironment
    ) throws(ExpressionError) {
        throw ExpressionError(code: "E041", message: "not yet", offset: 0)
    }

    /// Facts that the expression reads.
    public var mentionedFacts: Set<String> { [] }
    /// Fields of `data` that it reads.
    public var mentionedData: Set<String> { [] }
    /// Context fields that it reads.
    public var mentionedContext: Set<String> { [] }
    /// Whether it reads anything of `caller`.
    public var mentionsCaller: Bool { false }
    /// Whether it is a path or a literal and nothing else, as arguments of `call` and roles must be.
    public var isPathOrLiteral: Bool { false }
}
