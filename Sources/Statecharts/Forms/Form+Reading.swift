/// Faults of a form, all of the first stage that failed.
public struct FormErrors: Error, Sendable, Equatable {
    /// In the order of the fields.
    public let errors: [FieldError]

    /// Makes a collection.
    public init(_ errors: [FieldError]) { self.errors = errors }
}

extension Form {
    /// Reads what was sent: normalise, `when`, required and bounds, `derive` (`format.md` 5, the stages before facts).
    ///
    /// Unknown fields and fields whose `when` is false are refused, `null` is absent. Lists of `email` may come as one string.
    /// - Parameter scope: `context`, `caller`, `now` and the facts of `pageFacts`.
    /// - Throws: all errors of the first stage that failed.
    public func read(_ input: JSON, in scope: Scope) throws(FormErrors) -> Record { [:] }

    /// The checks that do not hold, on what `read` gave and with all facts in the scope.
    public func failedChecks(in scope: Scope) -> [FieldError] { [] }

    /// What a page shows first: prefills, defaults, and which items apply with nothing typed yet.
    public func firstValues(in scope: Scope) -> (values: Record, applicable: [Item]) { ([:], []) }
}
