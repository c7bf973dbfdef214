import Statecharts

/// Draws a form from its definition: fields with words, typed values and errors, as the template `field` reads them.
struct FormRendering: Sendable {
    let words: Words
    /// Folder of texts.
    let workflow: String
    /// Name of the form's texts: `forms.<form>`.
    let form: String
    /// Event whose refusals may name a field.
    let event: String
    let typed: TypedValues
    let errors: [FieldError]
    /// What the product had put into the boxes.
    var suggested = TypedValues()
    /// The text behind a `textHash` field, where the page shows one.
    var document: String?

    /// The fields in the order of the page: a text that is agreed to stands before what agrees to it.
    func fields(_ items: [Field]) -> [PageValue] {
        let isDocument: (Field) -> Bool = { FormWidget($0) == .document }
        return (items.filter(isDocument) + items.filter { !isDocument($0) && hasRows($0) }).map {
            field($0, path: $0.name, isOptional: $0.isOptional)
        }
    }

    /// A map for a list without elements asks nothing.
    private func hasRows(_ field: Field) -> Bool {
        if case .map = field.type { !typed.names(below: field.name).isEmpty } else { true }
    }

    /// One line per error, with a link to its field where that is on the page; absent without errors.
    /// - Parameter key: draws the idempotency key of a start that an error offers.
    func summary(of items: [Field], key: () -> String = { "" }) -> PageValue {
        let paths = Self.paths(of: items, under: "")
        let lines: [PageValue] = errors.map { error in
            let path = error.field.flatMap { anchor(of: $0, in: paths) }
            let values: [String: PageValue] = [
                "href": .optional(path.map { "#\(Self.identifier($0))" }),
                "label": .optional(path.flatMap { words.text(self.key($0, "label"), of: workflow) }),
                "text": .text(text(of: error, in: items)),
            ]
            return .object(values.merging(error.offer.map { offer($0, key: key()) } ?? ["offer": false]) { $1 })
        }
        return .section(lines)
    }

    /// A button that starts something else, with what it needs.
    private func offer(_ offer: OfferedStart, key: String) -> [String: PageValue] {
        let fields = offer.data.sorted { $0.key < $1.key }.map { name, value -> PageValue in
            ["name": .text(name), "value": .text(value)]
        }
        return [
            "offer": .section(fields), "offerAction": .text(StartPages.path(offer.workflow)), "offerKey": .text(key),
            "offerText": .text(words.event(offer.event, of: offer.workflow)),
        ]
    }

    /// The fields by their labels, in one line.
    func labels(of items: [Field]) -> String {
        items.map { words.text(key($0.name, "label"), of: workflow) ?? $0.name }
            .joined(separator: words.page("form.comma"))
    }

    /// The words of a fault, after the element that they are about where it is one of a list.
    private func text(of error: FieldError, in items: [Field]) -> String {
        let text = text(of: error)
        for field in items {
            guard let element = element(error.field ?? "", of: field) else { continue }
            return words.page("form.element", ["element": element, "text": text])
        }
        return text
    }

    /// What was typed as the element that `users.1` names, cut where the form's reader cuts.
    private func element(_ path: String, of field: Field) -> String? {
        guard case .list(let type, min: _, max: _) = field.type, path.hasPrefix("\(field.name)."),
            let number = Int(path.dropFirst(field.name.count + 1)), number >= 0
        else { return nil }
        let text = typed.all(field.name).joined(separator: "\n")
        let elements = type == .email ? AddressList.elements(of: text) : FormDecoding.lines(of: text)
        guard number < elements.count else { return nil }
        let element = elements[number]
        return element.count > Self.elementMax ? element.prefix(Self.elementMax) + "…" : element
    }

    private static let elementMax = 80

    /// The words of a fault: the form's own, the event's, else the built-in ones; a whole key, with dots, is taken as such.
    func text(of error: FieldError) -> String {
        let values = words.shown(error.values)
        if error.error.contains("."), let text = words.text(error.error, of: workflow, values) { return text }
        for folder in ["forms.\(form).errors", "events.\(event).errors", "fields"] {
            if let text = words.text("\(folder).\(error.error)", of: workflow, values) { return text }
        }
        return words.text("errors.form-invalid", of: workflow) ?? error.error
    }

    /// Id of the element that a path is typed into.
    static func identifier(_ path: String) -> String {
        "field-" + String(path.map { $0 == "." ? "-" : $0 })
    }

    private func key(_ path: String, _ part: String) -> String { "forms.\(form).\(path).\(part)" }

    private func field(_ field: Field, path: String, isOptional: Bool, isRow: Bool = false) -> PageValue {
        let widget = FormWidget(field)
        let faults = errors.filter { $0.field.map { covers(path, $0, widget) } ?? false }
            .map { text(of: $0, in: [field]) }
        let identifier = Self.identifier(path)
        let hint = hint(of: path, widget)
        var described: [String] = []
        if hint != nil { described.append("\(identifier)-hint") }
        if !faults.isEmpty { described.append("\(identifier)-error") }
        var values: [String: PageValue] = [
            "id": .text(identifier), "name": .text(path),
            "label": .text(words.text(key(path, "label"), of: workflow) ?? field.name),
            "hint": .optional(hint), "faults": .section(faults.map(PageValue.text)),
            "isWrong": .flag(!faults.isEmpty),
            "describedBy": .optional(described.isEmpty ? nil : described.joined(separator: " ")),
            "isRequired": .flag(field.isRequired && !isOptional), "value": .text(typed[path]),
        ]
        for name in ["line", "area", "checkbox", "radios", "select", "boxes", "group", "document", "fact"] {
            values[name] = false
        }
        let isFact = isKnown(field, path: path, faults: faults)
        let (kind, content) = isFact ? ("fact", fact(path)) : content(widget, path: path, isOptional: field.isOptional)
        values["isRow"] = .flag(isRow)
        values[kind] = content
        return .object(values)
    }

    /// A choice that is told, not asked; where something is wrong with it, it is asked.
    private func isKnown(_ field: Field, path: String, faults: [String]) -> Bool {
        field.isTold(typed[path], suggested: suggested[path]) && faults.isEmpty
    }

    private func fact(_ path: String) -> PageValue {
        ["text": .text(words.text(key(path, "options.\(typed[path])"), of: workflow) ?? typed[path])]
    }

    private func content(_ widget: FormWidget, path: String, isOptional: Bool) -> (String, PageValue) {
        switch widget {
        case .line(let type, let mode, let autocomplete):
            return (
                "line",
                ["type": .text(type), "mode": .optional(mode), "autocomplete": .optional(autocomplete ?? "off")]
            )
        case .area: return ("area", ["text": .text(typed.all(path).joined(separator: "\n"))])
        case .checkbox: return ("checkbox", ["isChecked": .flag(["true", "on"].contains(typed.all(path).last ?? ""))])
        case .radios(let options):
            let only = options.count == 1 && !isOptional ? options : []
            return ("radios", .section(self.options(options, at: path, chosen: typed.all(path) + only)))
        case .select(let options): return ("select", .section(self.options(options, at: path, chosen: typed.all(path))))
        case .boxes(let options): return ("boxes", .section(self.options(options, at: path, chosen: typed.all(path))))
        case .group(let fields):
            let inner = ordered(fields).map {
                field($0, path: "\(path).\($0.name)", isOptional: isOptional || $0.isOptional)
            }
            return ("group", .section(inner))
        case .rows(let type):
            let rows = typed.names(below: path).map {
                field(Field(name: $0, type: type), path: "\(path).\($0)", isOptional: true, isRow: true)
            }
            return ("group", .section(rows))
        case .document: return ("document", ["text": .optional(document)])
        }
    }

    private func options(_ options: [String], at path: String, chosen: [String]) -> [PageValue] {
        options.enumerated().map { index, option in
            [
                "option": .text(option),
                "optionID": .text(index == 0 ? Self.identifier(path) : "\(Self.identifier(path))-\(index)"),
                "optionName": .text(path),
                "optionLabel": .text(words.text(key(path, "options.\(option)"), of: workflow) ?? option),
                "isChosen": .flag(chosen.contains(option)),
            ]
        }
    }

    private func hint(of path: String, _ widget: FormWidget) -> String? {
        let own = words.text(key(path, "hint"), of: workflow)
        guard case .area(let max?) = widget else { return own }
        var parts = [own, words.page("form.atMost", ["max": "\(max)"])]
        let length = TypedValues.length(of: typed[path])
        if length > max {
            parts.append(words.page("form.over", ["over": "\(length - max)"]))
        } else if length > 0 {
            parts.append(words.page("form.left", ["left": "\(max - length)"]))
        }
        return parts.compactMap(\.self).joined(separator: " ")
    }

    /// Japanese addresses are written from the postal code downwards (U-19).
    private func ordered(_ fields: [Field]) -> [Field] {
        let order = ["country", "postalCode", "state", "city", "line1", "line2"]
        guard words.language == .ja, Set(["postalCode", "city", "line1"]).isSubset(of: Set(fields.map(\.name))) else {
            return fields
        }
        let known = order.compactMap { name in fields.first { $0.name == name } }
        return known + fields.filter { !order.contains($0.name) }
    }

    /// Whether an error belongs at this field and not at one inside of it: `users.1` stands at `users`.
    private func covers(_ path: String, _ fault: String, _ widget: FormWidget) -> Bool {
        if fault == path { return true }
        if case .group = widget { return false }
        return fault.hasPrefix("\(path).")
    }

    private func anchor(of fault: String, in paths: [String]) -> String? {
        paths.filter { fault == $0 || fault.hasPrefix("\($0).") }.max { $0.utf8.count < $1.utf8.count }
    }

    private static func paths(of fields: [Field], under parent: String) -> [String] {
        fields.flatMap { field in
            let path = parent.isEmpty ? field.name : "\(parent).\(field.name)"
            guard case .record(let inner) = field.type else { return [path] }
            return [path] + paths(of: inner, under: path)
        }
    }
}
