import Statecharts
import Storage

/// The stages of a form with the facts between them (`format.md` 5): parse, `when`, bounds, `derive`, facts, `check`.
struct FormReading {
    let parts: EngineParts
    let definition: Definition
    let event: EventNode
    let form: Form

    /// - Parameter scope: context, caller, time and the facts that are known already.
    /// - Returns: the data and every fact that was read.
    func read(_ input: JSON, scope: Scope, in tx: borrowing Transaction) throws -> (data: Record, facts: Record) {
        var scope = scope
        let early = form.pageFacts.filter { scope.facts[$0] == nil }
        scope.facts.merge(try parts.facts(early, of: definition, scope: scope, in: tx)) { $1 }
        do {
            scope.data = try form.read(input, in: scope)
        } catch {
            throw invalid(error.errors)
        }
        let mentioned = Set(form.checks.flatMap(\.expressions).flatMap(\.mentionedFacts)).subtracting(scope.facts.keys)
        scope.facts.merge(try parts.facts(Array(mentioned).sorted(), of: definition, scope: scope, in: tx)) { $1 }
        let failed = form.failedChecks(in: scope)
        guard failed.isEmpty else { throw invalid(failed) }
        return (scope.data, scope.facts)
    }

    private func invalid(_ errors: [FieldError]) -> EngineError {
        EngineError(
            .formInvalid, "Please correct what is marked.", fields: errors,
            text: TextReference(workflow: definition.workflow, key: "forms.\(form.name)"))
    }
}
