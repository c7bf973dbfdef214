import Statecharts

/// Where a person is in a form of several pages.
struct FormSteps {
    /// The pages that apply; none where everything stands on one.
    let pages: [Form.Page]
    /// Place of the page that is shown.
    let index: Int

    /// - Parameter name: the page; the first one where none of that name applies.
    init(_ pages: [Form.Page], at name: String?) {
        self.pages = pages
        index = pages.firstIndex { $0.name == name } ?? 0
    }

    var page: Form.Page? { pages.isEmpty ? nil : pages[index] }
    var previous: Form.Page? { index > 0 ? pages[index - 1] : pages.first }
    var next: Form.Page? { index + 1 < pages.count ? pages[index + 1] : nil }
    var isFirst: Bool { index == 0 }
    var isLast: Bool { next == nil }

    /// The progress line and the way back, as the template reads them; absent where everything stands on one page.
    func values(_ words: Words, workflow: String, form: String) -> PageValue {
        guard let page else { return false }
        let line = words.page("form.step", ["number": "\(index + 1)", "count": "\(pages.count)"])
        return [
            "page": .text(page.name), "line": .text(line),
            "title": .optional(words.text("forms.\(form).pages.\(page.name)", of: workflow)),
            "back": .flag(!isFirst), "count": .text("\(pages.count)"), "number": .text("\(index + 1)"),
        ]
    }
}

extension FormRendering {
    /// What was answered on the pages before, to be looked over before it is sent.
    func answers(before steps: FormSteps, of state: FormState) -> PageValue {
        let texts = ValueText(words: words, workflow: workflow)
        return .section(
            steps.pages[..<steps.index].flatMap(state.fields(on:)).compactMap { field -> PageValue? in
                let path = "forms.\(form).\(field.name)"
                guard let json = state.json[field.name], let value = Value(json, as: field.type) else { return nil }
                let text = texts.text(value, of: field.type, under: path)
                guard !text.isEmpty else { return nil }
                return [
                    "name": .text(words.text("\(path).label", of: workflow) ?? field.name), "value": .text(text),
                ]
            })
    }
}
