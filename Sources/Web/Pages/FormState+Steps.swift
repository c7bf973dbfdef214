import Engine
import Statecharts

/// A form of several pages, one at a time (`format.md` 5).
extension FormState {
    /// The pages that apply with what was typed; none where everything stands on one.
    var steps: [Form.Page] {
        let shown = Set(applicable.map(\.name))
        let pages = (view.form?.pages ?? []).filter { page in page.fields.contains(where: shown.contains) }
        return pages.count > 1 ? pages : []
    }

    /// The fields of a page that apply, in its order; without a page, all that apply.
    func fields(on page: Form.Page?) -> [Field] {
        let fields = applicable
        guard let page else { return fields }
        return page.fields.compactMap { name in fields.first { $0.name == name } }
    }

    /// What is wrong so far on the pages up to this one: the stages that need no facts.
    func faults(upTo index: Int, of steps: [Form.Page]) -> [FieldError] {
        guard let form = view.form, case .object(let members) = json else { return [] }
        let names = Set(steps[...index].flatMap(\.fields))
        let known = Set(form.items.map(\.field.name))
        let sent = JSON.object(members.filter { names.contains($0.name) || !known.contains($0.name) })
        do throws(FormErrors) {
            _ = try form.read(sent, in: scope)
            return []
        } catch {
            return error.errors.filter { fault in
                let name = (fault.field ?? "").prefix { $0 != "." }
                return names.contains(String(name)) || !known.contains(String(name))
            }
        }
    }
}
