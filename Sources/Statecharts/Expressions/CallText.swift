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
        throw ExpressionError(code: "E041", message: "not yet", offset: 0)
    }
}
