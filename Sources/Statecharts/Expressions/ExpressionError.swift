/// Why an expression is refused at load, and where in its text.
public struct ExpressionError: Error, Sendable, Hashable {
    /// Of `format.md` section 15: E012 to E015, E021, E041 to E045.
    public let code: String
    /// What is wrong, for the author of the file.
    public let message: String
    /// UTF-8 bytes from 0 into the expression's text.
    public let offset: Int
    /// The nearest known name, where one is near.
    public let suggestion: String?

    /// Makes an error.
    public init(code: String, message: String, offset: Int, suggestion: String? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
        self.suggestion = suggestion
    }
}
