/// Reads an expression by precedence climbing (`format.md` section 14 has the grammar).
struct ExpressionParser {
    private static let nodesMax = 1_000
    private static let depthMax = 32

    private let tokens: [Token]
    private var position = 0
    private var nodes = 0
    private var nesting = 0

    /// The tree of the whole text.
    static func parse(_ text: String) throws(ExpressionError) -> Syntax {
        var parser = ExpressionParser(tokens: try Lexer.tokens(of: text))
        let syntax = try parser.expression()
        guard parser.current.kind == .end else { throw parser.unexpected("an operator or the end") }
        return syntax
    }

    private init(tokens: [Token]) { self.tokens = tokens }

    private mutating func expression() throws(ExpressionError) -> Syntax {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= ExpressionParser.depthMax else { throw tooDeep(at: current.offset) }
        let condition = try disjunction()
        let offset = current.offset
        guard take("?") else { return condition }
        let first = try disjunction()
        try require(":")
        let second = try expression()
        return try node(.conditional(condition, first, second), at: offset)
    }

    private mutating func disjunction() throws(ExpressionError) -> Syntax {
        let offset = current.offset
        var operands = [try conjunction()]
        while take("||") { operands.append(try conjunction()) }
        return operands.count == 1 ? operands[0] : try node(.any(operands), at: offset)
    }

    private mutating func conjunction() throws(ExpressionError) -> Syntax {
        let offset = current.offset
        var operands = [try relation()]
        while take("&&") { operands.append(try relation()) }
        return operands.count == 1 ? operands[0] : try node(.all(operands), at: offset)
    }

    private mutating func relation() throws(ExpressionError) -> Syntax {
        let left = try sum()
        guard let relation = currentOperator, !relation.isSum else { return left }
        let offset = current.offset
        position += 1
        let right = try sum()
        if let next = currentOperator, !next.isSum { throw unexpected("'&&' or '||'; comparisons do not chain") }
        return try node(.binary(relation, left, right), at: offset)
    }

    private mutating func sum() throws(ExpressionError) -> Syntax {
        var left = try unary()
        while let sign = currentOperator, sign.isSum {
            let offset = current.offset
            position += 1
            left = try node(.binary(sign, left, try unary()), at: offset)
        }
        return left
    }

    private mutating func unary() throws(ExpressionError) -> Syntax {
        let offset = current.offset
        if take("!") { return try node(.not(try postfix()), at: offset) }
        if take("-") { return try node(.negative(try postfix()), at: offset) }
        return try postfix()
    }

    private mutating func postfix() throws(ExpressionError) -> Syntax {
        var base = try primary()
        while true {
            var offset = current.offset
            if take("[") {
                let element = try expression()
                try require("]")
                base = try node(.entry(base, element), at: offset)
                continue
            }
            guard take(".") else { return base }
            offset = current.offset
            guard case .name(let name) = current.kind else { throw unexpected("a name") }
            position += 1
            base =
                take("(")
                ? try node(.method(base, name, try elements(until: ")")), at: offset)
                : try node(.member(base, name), at: offset)
        }
    }

    private mutating func primary() throws(ExpressionError) -> Syntax {
        let token = current
        switch token.kind {
        case .text(let text):
            position += 1
            return try node(.text(text), at: token.offset)
        case .integer(let number):
            position += 1
            return try node(.integer(number), at: token.offset)
        case .name("true"), .name("false"):
            position += 1
            return try node(.boolean(token.kind == .name("true")), at: token.offset)
        case .name(let name):
            position += 1
            if take("(") { return try node(.call(name, try elements(until: ")")), at: token.offset) }
            guard name != "in" else {
                throw ExpressionError(code: "E041", message: "'in' without a left side", offset: token.offset)
            }
            return try node(.name(name), at: token.offset)
        case .symbol("("):
            position += 1
            let inner = try expression()
            try require(")")
            return inner
        case .symbol("["):
            position += 1
            return try node(.list(try elements(until: "]")), at: token.offset)
        case .symbol, .end: throw unexpected("a value")
        }
    }

    /// Expressions with commas between them, up to the closing bracket.
    private mutating func elements(until closing: String) throws(ExpressionError) -> [Syntax] {
        if take(closing) { return [] }
        var elements = [try expression()]
        while take(",") { elements.append(try expression()) }
        try require(closing)
        return elements
    }

    private var current: Token { tokens[position] }

    private var currentOperator: Syntax.Operator? {
        switch current.kind {
        case .symbol(let symbol): Syntax.Operator(rawValue: symbol)
        case .name("in"): .within
        case .name, .text, .integer, .end: nil
        }
    }

    private mutating func take(_ symbol: String) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func require(_ symbol: String) throws(ExpressionError) {
        guard take(symbol) else { throw unexpected("'\(symbol)'") }
    }

    private mutating func node(_ kind: Syntax.Kind, at offset: Int) throws(ExpressionError) -> Syntax {
        nodes += 1
        guard nodes <= ExpressionParser.nodesMax else {
            throw ExpressionError(
                code: "E044", message: "more than \(ExpressionParser.nodesMax) nodes", offset: offset
            )
        }
        let syntax = Syntax(kind, at: offset)
        guard syntax.depth <= ExpressionParser.depthMax else { throw tooDeep(at: offset) }
        return syntax
    }

    private func tooDeep(at offset: Int) -> ExpressionError {
        ExpressionError(code: "E044", message: "more than \(ExpressionParser.depthMax) levels", offset: offset)
    }

    private func unexpected(_ wanted: String) -> ExpressionError {
        let found =
            switch current.kind {
            case .end: "the expression ends"
            case .text: "quoted text stands"
            case .integer(let number): "\(number) stands"
            case .name(let name): "'\(name)' stands"
            case .symbol(let symbol): "'\(symbol)' stands"
            }
        return ExpressionError(code: "E041", message: "\(found) where \(wanted) is due", offset: current.offset)
    }
}
