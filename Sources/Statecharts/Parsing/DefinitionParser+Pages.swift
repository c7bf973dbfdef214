/// Pages of a form (`format.md` section 5).
extension DefinitionParser {
    /// Parses the pages but for their conditions, which may read fields of all of them.
    /// - Parameter fields: the fields as they are written; one at fault is told there and not here.
    mutating func readPages(_ value: YAMLValue, of form: inout Form, _ fields: YAMLValue?, hasCaller: Bool) {
        guard let elements = list(value, "a list of pages") else { return }
        if elements.isEmpty { fault("E007", "a form has at least one page", at: value.place) }
        let known = fields?.entries?.map(\.key) ?? []
        var placed: Set<String> = []
        for element in elements {
            let allowed = ["page", "when", "fields"]
            guard members(element, of: "a page", allowed: allowed, required: ["page", "fields"]) != nil,
                let nameValue = element["page"], let name = text(nameValue, "a page's name"),
                let named = element["fields"].flatMap({ list($0, "a list of fields") })
            else { continue }
            checkCamelCase(name, "a page", at: nameValue.place)
            if form.pages.contains(where: { $0.name == name }) {
                fault("E003", "the page '\(name)' stands twice", at: nameValue.place)
                continue
            }
            var page = Form.Page(name: name, fields: [])
            for field in named {
                guard let fieldName = text(field, "a field's name") else { continue }
                guard known.contains(fieldName) else {
                    unknown("E014", "field of the form", fieldName, at: field.place, among: known)
                    continue
                }
                if placed.insert(fieldName).inserted {
                    page.fields.append(fieldName)
                } else {
                    fault("E003", "the field '\(fieldName)' stands on a page already; keep one", at: field.place)
                }
            }
            form.pages.append(page)
            need("forms.\(form.name).pages.\(name)", at: nameValue.place, isRequired: hasCaller)
        }
        for entry in fields?.entries ?? [] where !placed.contains(entry.key) {
            fault("E014", "the field '\(entry.key)' stands on no page", at: entry.place)
        }
    }

    /// Whether the item's page has a condition.
    func isPageConditional(_ item: Form.Item, _ pages: YAMLValue?) -> Bool {
        pages?.elements?.contains { page in
            page["when"] != nil && page["fields"]?.elements?.contains { $0.text == item.field.name } == true
        } ?? false
    }
}
