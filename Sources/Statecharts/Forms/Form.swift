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
        /// What the text may print, by the names of its placeholders.
        public var with: [NamedExpression]
        /// What may be started in place of what was refused.
        public var offer: Offer?

        /// Makes a check.
        public init(
            require: Expression, error: String, field: String? = nil, with: [NamedExpression] = [],
            offer: Offer? = nil
        ) {
            self.require = require
            self.error = error
            self.field = field
            self.with = with
            self.offer = offer
        }

        /// Everything that the check may ask.
        public var expressions: [Expression] {
            [require] + with.map(\.expression) + (offer?.with.map(\.expression) ?? [])
        }
    }

    /// A start of another workflow by the same person, one press away.
    public struct Offer: Sendable {
        /// The workflow, and its start event.
        public var workflow: String
        /// The start event, whose label the button bears.
        public var event: String
        /// Fields of its form.
        public var with: [NamedExpression]

        /// Makes an offer.
        public init(workflow: String, event: String, with: [NamedExpression] = []) {
            self.workflow = workflow
            self.event = event
            self.with = with
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

    /// Fields that a person sees together; together all pages are one event.
    public struct Page: Sendable {
        /// Name, camelCase.
        public var name: String
        /// Applies only then; otherwise none of its fields does.
        public var when: Expression?
        /// Names of its fields, in the order of the page.
        public var fields: [String]

        /// Makes a page.
        public init(name: String, when: Expression? = nil, fields: [String]) {
            self.name = name
            self.when = when
            self.fields = fields
        }
    }

    /// Name: of the event, or under `forms:`.
    public var name: String
    /// Fields in the order of the file.
    public var items: [Item]
    /// Pages in the order of the file, each field on one of them; none is one page with all fields.
    public var pages: [Page]
    /// Values worked out from the fields, in order; each becomes `data.<name>`.
    public var derive: [NamedExpression]
    /// Conditions on the whole.
    public var checks: [Check]
    /// Facts that `when` of fields and pages and `prefill` mention; their arguments are `caller`, `context` and literals.
    public var pageFacts: [String]

    /// Makes a form.
    public init(
        name: String, items: [Item], pages: [Page] = [], derive: [NamedExpression] = [], checks: [Check] = [],
        pageFacts: [String] = []
    ) {
        self.name = name
        self.items = items
        self.pages = pages
        self.derive = derive
        self.checks = checks
        self.pageFacts = pageFacts
    }

    /// Whether an item applies under a condition only: its own, or its page's.
    public func isConditional(_ item: Item) -> Bool { !conditions(of: item).isEmpty }

    /// What must hold for an item to apply: its own condition, and its page's.
    public func conditions(of item: Item) -> [Expression] {
        [item.when].compactMap(\.self) + pages.filter { $0.fields.contains(item.field.name) }.compactMap(\.when)
    }
}

/// Asks which items of a form apply, in the order of the form; a page's condition is asked at its first item.
public struct Applicability: Sendable {
    private let pages: [Form.Page]
    private var isShown: [Int: Bool] = [:]

    /// Begins with nothing asked.
    public init(_ form: Form) { pages = form.pages.filter { $0.when != nil } }

    /// Whether the item applies, by its page and by itself.
    /// - Parameter scope: with what was typed or has its default, and without what was found not to apply.
    public mutating func holds(for item: Form.Item, in scope: Scope) -> Bool {
        if let page = pages.firstIndex(where: { $0.fields.contains(item.field.name) }) {
            let isShown = isShown[page] ?? pages[page].when?.holds(in: scope) ?? true
            self.isShown[page] = isShown
            guard isShown else { return false }
        }
        return item.when?.holds(in: scope) ?? true
    }
}

/// One fault of a form, at a field or, without one, of the whole.
public struct FieldError: Hashable, Sendable, Codable {
    /// Path of the field with dots and element numbers from 0: `headquarters.city`, `users.1`; absent for the whole form.
    public var field: String?
    /// A built-in error (`required`, `tooShort` …) or one that the form names.
    public var error: String
    /// For the text: `min`, `max`, `length`, or what the check passes; a timestamp by ISO 8601.
    public var values: [String: String]
    /// What may be started in place of what was refused.
    public var offer: OfferedStart?

    /// Makes a fault.
    public init(field: String?, error: String, values: [String: String] = [:], offer: OfferedStart? = nil) {
        self.field = field
        self.error = error
        self.values = values
        self.offer = offer
    }
}

/// A start that a refusal offers: the form's fields as text, which every form reads.
public struct OfferedStart: Hashable, Sendable, Codable {
    /// The workflow, and its start event.
    public var workflow: String
    /// The start event.
    public var event: String
    /// What its form is filled with.
    public var data: [String: String]

    /// Makes an offer.
    public init(workflow: String, event: String, data: [String: String]) {
        self.workflow = workflow
        self.event = event
        self.data = data
    }
}
