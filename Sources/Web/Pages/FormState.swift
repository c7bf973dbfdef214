import Engine
import Statecharts

/// A form on its way between a page and the engine: what applies with what was typed.
struct FormState: Sendable {
    let view: FormView
    let typed: TypedValues
    /// What the expressions of `when` may read besides the typed values.
    let context: Record
    let caller: Caller
    let now: Timestamp

    private var form: Form { view.form ?? Form(name: view.event, items: []) }

    /// The fields that apply now, in the order of the definition: `when` read with what was typed.
    var applicable: [Field] {
        var scope = Scope(context: context, facts: view.facts, caller: caller.values, now: now)
        return form.items.compactMap { item in
            guard item.when?.holds(in: scope) ?? true else {
                scope.data[item.field.name] = item.field.defaultValue
                return nil
            }
            scope.data[item.field.name] = value(of: item.field) ?? item.field.defaultValue
            return item.field
        }
    }

    /// What `Form.read` takes.
    var json: JSON { FormDecoding(form, applicable: Set(applicable.map(\.name))).json(typed) }

    /// Whether fields apply now that the page did not show yet.
    func asksMore(than shown: [String]) -> Bool { applicable.contains { !shown.contains($0.name) } }

    private func value(of field: Field) -> Value? {
        FormDecoding(form, applicable: [field.name]).json(typed)[field.name].flatMap { Value($0, as: field.type) }
    }
}

extension Caller {
    /// As expressions see the caller; absent for the product itself.
    fileprivate var values: CallerValues? {
        switch self {
        case .person(let person, let session):
            CallerValues(person: person.reference, language: person.language ?? "en", session: session)
        case .operations(let person, reason: _):
            CallerValues(person: person.reference, language: person.language ?? "en", session: "")
        case .system: nil
        }
    }
}
