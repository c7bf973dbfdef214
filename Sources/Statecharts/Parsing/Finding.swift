/// A fault before it is told: a diagnostic without the file's name.
struct Finding: Sendable {
    var code: String
    var message: String
    var place: Place
    var suggestion: String?
    var severity = Diagnostic.Severity.error
    /// The expression at fault: it is not told when it uses a name whose own declaration is at fault.
    var expression: String?

    init(
        _ code: String, _ message: String, at place: Place, suggestion: String? = nil,
        severity: Diagnostic.Severity = .error, expression: String? = nil
    ) {
        self.code = code
        self.message = message
        self.place = place
        self.suggestion = suggestion
        self.severity = severity
        self.expression = expression
    }

    func diagnostic(in file: String) -> Diagnostic {
        Diagnostic(
            file: file, line: place.line, column: place.column, severity: severity, code: code, message: message,
            suggestion: suggestion)
    }
}
