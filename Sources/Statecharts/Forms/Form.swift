/// What an event asks for (`format.md` section 5).
public struct Form: Sendable {
    /// A condition on the whole form, told together with all others.
    public struct Check: Sendable {
        /// Must hold.
        public var require: Expression
        /// Name of the text that is read when it does not.
        public var error: String
        /// The field at fault, if one is.
        public var field: String?

        /// Makes a check.
        public init(require: Expression, error: String, field: String? = nil) {
            self.require = require
            self.error = error
            self.field = field
        }
    }

    /// A field with what only forms know of it.
    public struct Item: Sendable {
        /// Name, type, bounds.
        public var field: Field
        /// Applies only then; otherwise it has its default or is absent.
        public var when: Expression?
        /// What the page shows first; a suggestion, not a value.
        public var prefill: Expression?

        /// Makes an item.
        public init(field: Field, when: Expression? = nil, prefill: Expression? = nil) {
            self.field = field
            self.when = when
            self.prefill = prefill
        }
    }

    /// Name: of the event, or under `forms:`.
    public var name: String
    /// Fields in the order of the file.
    public var items: [Item]
    /// Values worked out from the fields, in order; each becomes `data.<name>`.
    public var derive: [NamedExpression]
    /// Conditions on the whole.
    public var checks: [Check]
    /// Facts that `when` and `prefill` mention; their arguments are `caller`, `context` and literals.
    public var pageFacts: [String]

    /// Makes a form.
    public init(
        name: String, items: [Item], derive: [NamedExpression] = [], checks: [Check] = [], pageFacts: [String] = []
    ) {
        self.name = name
        self.items = items
        self.derive = derive
        self.checks = checks
        self.pageFacts = pageFacts
    }
}

/// One fault of a form, at a field or, without one, of the whole.
public struct FieldError: Hashable, Sendable, Codable {
    /// Path of the field with dots and element numbers from 0: `headquarters.city`, `users.1`; absent for the whole form.
    public var field: String?
    /// A built-in error (`required`, `tooShort` …) or one that the form names.
    public var error: String
    /// Numbers for the text: `min`, `max`, `length`.
    public var values: [String: String]

    /// Makes a fault.
    public init(field: String?, error: String, values: [String: String] = [:]) {
        self.field = field
        self.error = error
        self.values = values
    }
}
