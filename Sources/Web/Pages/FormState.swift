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

    /// What conditions of fields and pages read besides the typed values.
    var scope: Scope { Scope(context: context, facts: view.facts, caller: caller.values, now: now) }

    private var form: Form { view.form ?? Form(name: view.event, items: []) }

    /// The fields that apply now, in the order of the definition: `when` read with what was typed.
    var applicable: [Field] {
        let everything = FormDecoding(form, applicable: Set(form.items.map(\.field.name))).json(typed)
        return form.applicable(to: everything, in: scope).map(\.field)
    }

    /// Whether answers that are not given yet may make further fields apply: on this page, or anywhere without one.
    func mayAskMore(on page: Form.Page? = nil) -> Bool {
        let shown = Set(applicable.map(\.name))
        return form.items.contains { item in
            let name = item.field.name
            return !shown.contains(name) && page?.fields.contains(name) != false
                && form.conditions(of: item).contains { $0.text.contains("data.") }
        }
    }

    /// What `Form.read` takes.
    var json: JSON { FormDecoding(form, applicable: Set(applicable.map(\.name))).json(typed) }

    /// Whether the product has made the choice already, so that the field is told and not asked.
    func isTold(_ field: Field) -> Bool {
        field.isTold(typed[field.name], suggested: TypedValues(view.values)[field.name])
    }

    /// Fields that apply now and that the page did not show yet.
    func further(than shown: [String]) -> [Field] { applicable.filter { !shown.contains($0.name) } }
}

extension Field {
    /// Whether it is an optional choice that the product has made; one that the person made stays open.
    func isTold(_ typed: String, suggested: String) -> Bool {
        guard case .enumeration = type else { return false }
        return isOptional && !typed.isEmpty && typed == suggested
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
