/// A call as facts, roles and links write it, cut into its parts: `isPartner(caller.person)`, `page('users')`.
public struct CallText: Sendable, Hashable {
    /// One argument as written.
    public struct Argument: Sendable, Hashable {
        /// Text of the argument, an expression.
        public let text: String
        /// UTF-8 bytes from 0 into the whole text.
        public let offset: Int
    }

    /// Name before the parenthesis.
    public let name: String
    /// In order.
    public let arguments: [Argument]
    /// The name after a dot behind the call: `administrators` in `account(context.account).administrators`.
    public let member: String?

    /// Cuts `name(argument, …)` or `name(argument, …).member`; arguments are not parsed here.
    /// - Throws: E041 with the place.
    public init(parsing text: String) throws(ExpressionError) {
        let tokens = try Lexer.tokens(of: text)
        guard case .name(let name) = tokens[0].kind, tokens.count > 3, tokens[1].kind == .symbol("(") else {
            throw ExpressionError(code: "E041", message: "a call is due: name(argument, …)", offset: 0)
        }
        let bytes = Array(text.utf8)
        var arguments: [Argument] = []
        var depth = 1
        var start = 2
        var position = 2
        while depth > 0 {
            let token = tokens[position]
            switch token.kind {
            case .end: throw ExpressionError(code: "E041", message: "')' is missing", offset: token.offset)
            case .symbol("("), .symbol("["): depth += 1
            case .symbol(")"), .symbol("]"): depth -= 1
            case .symbol, .name, .text, .integer: break
            }
            let isEnd = depth == 0 || depth == 1 && token.kind == .symbol(",")
            if isEnd, position > start {
                let range = tokens[start].offset..<tokens[position - 1].end
                arguments.append(
                    Argument(text: String(decoding: bytes[range], as: UTF8.self), offset: range.lowerBound))
            } else if isEnd, !(depth == 0 && arguments.isEmpty) || token.kind == .symbol("]") {
                throw ExpressionError(code: "E041", message: "an argument is due", offset: token.offset)
            }
            position += 1
            if isEnd { start = position }
        }
        self.name = name
        self.arguments = arguments
        member = try CallText.member(tokens[position...])
    }

    /// What stands behind the call: nothing, or a dot and a name.
    private static func member(_ rest: ArraySlice<Token>) throws(ExpressionError) -> String? {
        let kinds = rest.map(\.kind)
        if kinds == [.end] { return nil }
        if kinds.count == 3, kinds[0] == .symbol("."), case .name(let name) = kinds[1] { return name }
        throw ExpressionError(
            code: "E041", message: "nothing or '.name' is due behind a call", offset: rest.first?.offset ?? 0
        )
    }
}
