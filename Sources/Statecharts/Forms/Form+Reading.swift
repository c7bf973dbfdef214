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
    /// Unknown fields and fields whose `when`, or whose page's, is false are refused, `null` and blank text are absent.
    /// Lists of `email` may come as one string, numbers and booleans as text. The length of text is the number of its
    /// Unicode scalars.
    /// - Parameter scope: `context`, `caller`, `now` and the facts of `pageFacts`.
    /// - Throws: all errors of the first stage that failed.
    public func read(_ input: JSON, in scope: Scope) throws(FormErrors) -> Record {
        let sent = try parsed(input, in: scope.context)
        var scope = scope
        let applicable = try applying(sent, in: &scope)
        let faults = applicable.flatMap { item in
            Form.faults(of: item.field, value: scope.data[item.field.name], in: scope.context)
        }
        guard faults.isEmpty else { throw FormErrors(faults) }
        try derive(in: &scope)
        return scope.data
    }

    /// The checks that do not hold, on what `read` gave and with all facts in the scope.
    public func failedChecks(in scope: Scope) -> [FieldError] {
        checks.filter { !$0.require.holds(in: scope) }.map { check in
            let offer = check.offer.map { offer in
                OfferedStart(
                    workflow: offer.workflow, event: offer.event, data: Form.words(of: offer.with, in: scope))
            }
            return FieldError(
                field: check.field, error: check.error, values: Form.words(of: check.with, in: scope), offer: offer)
        }
    }

    /// Single values as text; what is absent is left out.
    private static func words(of named: [NamedExpression], in scope: Scope) -> [String: String] {
        var words: [String: String] = [:]
        for named in named {
            guard let value = named.expression.value(in: scope) else { continue }
            words[named.name] = word(JSON(value))
        }
        return words
    }

    private static func word(_ json: JSON) -> String {
        guard case .array(let elements) = json else { return json.stringValue ?? json.canonicalText }
        return elements.map(word).joined(separator: ", ")
    }

    /// What a page shows first: prefills, defaults, and which items apply with nothing typed yet.
    ///
    /// The values are of all items, because one that does not apply yet may do so when the person chooses otherwise.
    public func firstValues(in scope: Scope) -> (values: Record, applicable: [Item]) {
        var values: Record = [:]
        var scope = scope
        scope.data = defaults(in: scope.context)
        var applicable: [Item] = []
        var applicability = Applicability(self)
        for item in items {
            let name = item.field.name
            let value = item.prefill?.value(in: scope) ?? item.field.defaultValue(in: scope.context)
            values[name] = value
            guard applicability.holds(for: item, in: scope) else { continue }
            scope.data[name] = value
            applicable.append(item)
        }
        return (values, applicable)
    }

    /// The items that apply with what a page holds, in the order of the file.
    ///
    /// What cannot be read counts as absent, and what does not apply as not sent. `read` then finds nothing of the
    /// applicable items `notApplicable`, also where a `when` looks at a field further down.
    public func applicable(to input: JSON, in scope: Scope) -> [Item] {
        var sent: Record = [:]
        for item in items {
            var reader = FieldReader(context: scope.context)
            guard let json = input[item.field.name] else { continue }
            let value = reader.read(json, as: item.field.type, at: item.field.name)
            if reader.errors.isEmpty { sent[item.field.name] = item.field.taken(value, from: json) }
        }
        while true {
            var scope = scope
            let (applicable, others) = split(sent, in: &scope)
            let superfluous = others.filter { sent[$0.field.name] != nil }
            guard !superfluous.isEmpty else { return applicable }
            for item in superfluous { sent[item.field.name] = nil }
        }
    }

    private func defaults(in context: Record) -> Record {
        var record: Record = [:]
        for item in items { record[item.field.name] = item.field.defaultValue(in: context) }
        return record
    }

    /// First stage: everything that was sent, by name and type.
    private func parsed(_ input: JSON, in context: Record) throws(FormErrors) -> Record {
        guard let members = input.objectValue else { throw FormErrors([FieldError(field: nil, error: .wrongKind)]) }
        var reader = FieldReader(context: context)
        var sent: Record = [:]
        for item in items {
            guard let json = input[item.field.name] else { continue }
            let known = reader.errors.count
            let value = reader.read(json, as: item.field.type, at: item.field.name)
            if reader.errors.count == known { sent[item.field.name] = item.field.taken(value, from: json) }
        }
        for member in members where !items.contains(where: { $0.field.name.hasSameBytes(as: member.name) }) {
            let name = FieldReader.shortened(member.name)
            reader.errors.append(FieldError(field: name, error: .unknownField))
        }
        guard reader.errors.isEmpty else { throw FormErrors(reader.errors) }
        return sent
    }

    /// Second stage: puts what was sent, and defaults, into the scope, and gives the items that apply.
    ///
    /// `when` sees what was sent and the defaults; a field that does not apply counts as not sent for those after it.
    private func applying(_ sent: Record, in scope: inout Scope) throws(FormErrors) -> [Item] {
        let (applicable, others) = split(sent, in: &scope)
        let errors = others.map(\.field.name).filter { sent[$0] != nil }
            .map { FieldError(field: $0, error: .notApplicable) }
        guard errors.isEmpty else { throw FormErrors(errors) }
        return applicable
    }

    private func split(_ sent: Record, in scope: inout Scope) -> (applicable: [Item], others: [Item]) {
        scope.data = defaults(in: scope.context).merging(sent) { _, sent in sent }
        var split: (applicable: [Item], others: [Item]) = ([], [])
        var applicability = Applicability(self)
        for item in items {
            if applicability.holds(for: item, in: scope) {
                split.applicable.append(item)
                continue
            }
            split.others.append(item)
            scope.data[item.field.name] = item.field.defaultValue(in: scope.context)
        }
        return split
    }

    /// Third stage, for one item that applies.
    private static func faults(of field: Field, value: Value?, in context: Record) -> [FieldError] {
        if let value { return FieldError.faults(of: value, type: field.type, at: field.name, in: context) }
        return field.isRequired ? [FieldError(field: field.name, error: .required)] : []
    }

    /// Fourth stage: works out values; one outside its bounds is told at the first field that it was made from.
    private func derive(in scope: inout Scope) throws(FormErrors) {
        var errors: [FieldError] = []
        for derived in derive {
            guard let value = derived.expression.value(in: scope) else { continue }
            if let fault = derived.expression.type.fault(of: value) {
                let numbers = FieldError.numbers(type: derived.expression.type, value: value)
                let field = origin(of: derived.expression, in: scope)
                errors.append(FieldError(field: field, error: fault, values: numbers))
            } else {
                scope.data[derived.name] = value
            }
        }
        guard errors.isEmpty else { throw FormErrors(errors) }
    }

    /// The first field with a value that an expression reads, also through what was derived before.
    private func origin(of expression: Expression, in scope: Scope) -> String? {
        let fields = origins(of: expression.mentions.made, before: derive.count)
        return fields.first { scope.data[$0] != nil } ?? fields.first
    }

    /// Fields behind the names, in the order of the text; a derived name stands for what it was made from.
    private func origins(of names: [String], before end: Int) -> [String] {
        names.flatMap { name in
            if items.contains(where: { $0.field.name == name }) { return [name] }
            guard let place = derive[..<end].firstIndex(where: { $0.name == name }) else { return [] }
            return origins(of: derive[place].expression.mentions.made, before: place)
        }
    }
}

extension Field {
    /// What was read, or absent: blank text where the type allows empty text, and records with nothing in them.
    fileprivate func taken(_ value: Value?, from json: JSON) -> Value? {
        switch (type, value) {
        case (.text(let bounds), nil) where bounds.min == 0 && isRequired && json.stringValue != nil: .text("")
        case (.record, .record(let record)?) where record.isEmpty && !isRequired: nil
        default: value
        }
    }
}
