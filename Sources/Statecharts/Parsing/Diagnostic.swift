/// One fault of a definition, as a compiler would tell it (`format.md` section 15).
public struct Diagnostic: Error, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Whether the definition may be used.
    public enum Severity: String, Sendable { case error, warning }

    /// Path of the file as it was given.
    public var file: String
    /// From 1; the line of the word at fault.
    public var line: Int
    /// From 1, in Unicode scalars; where the word at fault begins.
    public var column: Int
    /// Errors stop the server's start.
    public var severity: Severity
    /// `E012`, `W303`; never reused.
    public var code: String
    /// What is wrong.
    public var message: String
    /// The nearest known name, where one is near.
    public var suggestion: String?

    /// Makes a diagnostic.
    public init(
        file: String, line: Int, column: Int, severity: Severity = .error, code: String, message: String,
        suggestion: String? = nil
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.code = code
        self.message = message
        self.suggestion = suggestion
    }

    /// One line as a compiler writes it: `FILE:LINE:COLUMN: error[E012]: unknown state 'x'; did you mean 'y'?`.
    public var description: String {
        let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ""
        return "\(file):\(line):\(column): \(severity.rawValue)[\(code)]: \(message)\(hint)"
    }

    /// By file and place.
    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        (left.file, left.line, left.column, left.code) < (right.file, right.line, right.column, right.code)
    }
}

/// All faults of a definition.
public struct DefinitionError: Error, Sendable {
    /// In order of place; at least one.
    public let diagnostics: [Diagnostic]

    /// Makes an error.
    public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics.sorted() }
}
