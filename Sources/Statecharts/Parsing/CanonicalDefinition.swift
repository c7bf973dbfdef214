import Crypto

/// The form of a definition that its hash is taken of (`format.md` section 13): what it means, not how it is written.
///
/// Mappings become objects, which RFC 8785 sorts; where order means something there is an array. Named types and
/// shorthands are written out, defaults filled in, titles and comments left out.
extension Definition {
    /// SHA-256 of the canonical form.
    func canonicalHash() -> [UInt8] { Array(SHA256.hash(data: canonicalForm().canonical)) }

    /// The canonical form as JSON.
    func canonicalForm() -> JSON {
        .record([
            "workflow": .string(workflow), "version": .integer(Int64(version)), "asker": .string(asker),
            "key": .names(key), "watch": .names(watch),
            "roles": .named(roles.map { ($0.name, $0.canonical) }),
            "context": .named(context.map { ($0.name, $0.canonical) }),
            "facts": .named(facts.map { ($0, $1.canonical) }), "actions": .named(actions.map { ($0, $1.canonical) }),
            "mails": .named(mails.map { ($0, $1.canonical) }),
            "start": .named(start.map { ($0.name, canonical($0)) }), "states": .array(states.map(canonical)),
            "invariants": invariants.isEmpty ? nil : invariants.canonical,
        ])
    }

    private func canonical(_ state: StateNode) -> JSON {
        .record([
            "name": .string(state.name), "parent": state.parent.map { .string(states[$0].name) },
            "initial": state.initial.map { .string(states[$0].name) }, "final": .boolean(state.isFinal),
            "tasks": .array(state.tasks.map(\.canonical)), "watch": state.watch.map(JSON.names),
            "standing": .names(state.standing), "entry": .array(state.entry.map(canonical)),
            "exit": .array(state.exit.map(canonical)), "on": .named(state.on.map { ($0.name, canonical($0)) }),
            "after": .array(state.after.map(canonical)), "eventless": .array(state.eventless.map(canonical)),
            "waive": .named(state.waive.map { ($0, .string($1)) }), "output": .values(state.output),
        ])
    }

    private func canonical(_ event: EventNode) -> JSON {
        .record([
            "by": event.topic == nil ? event.by.canonical : nil, "topic": event.topic?.canonical,
            "when": event.when?.canonical, "form": event.form?.canonical,
            "shared": canonical(event.shared), "to": .array(event.branches.map(canonical)),
        ])
    }

    private func canonical(_ timer: TimerNode) -> JSON {
        .record([
            "name": .string(timer.name), "at": .array(timer.moments.map(\.canonical)),
            "every": timer.every.map { .integer($0.microseconds) }, "shared": canonical(timer.shared),
            "to": .array(timer.branches.map(canonical)),
        ])
    }

    private func canonical(_ branch: Branch) -> JSON {
        let end: JSON
        switch branch.end {
        case .stay: end = .string("stay")
        case .state(let index): end = .record(["state": .string(states[index].name)])
        case .refuse(let error, let field):
            end = .record(["refuse": .string(error), "field": field.map(JSON.string)])
        }
        return .record(["block": canonical(branch.block), "end": end])
    }

    private func canonical(_ block: Block) -> JSON {
        .record([
            "if": block.condition?.canonical, "set": .values(block.set), "do": .array(block.actions.map(canonical)),
            "start": .array(block.starts.map(\.canonical)), "send": .unlessEmpty(block.sends.map(\.canonical)),
            "publish": .unlessEmpty(block.publications.map(\.canonical)), "mail": .names(block.mails),
        ])
    }

    private func canonical(_ call: ActionCall) -> JSON {
        .record([
            "action": .string(call.action), "with": .values(call.with),
            "into": .named(call.into.map { ($0.field, .string($0.result)) }),
            "refused": .named(call.refused.map { ($0, canonical($1)) }),
        ])
    }
}

extension JSON {
    fileprivate static func record(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { name, value in value.map { (name: name, value: $0) } })
    }

    fileprivate static func named(_ members: [(String, JSON)]) -> JSON {
        .object(members.map { (name: $0.0, value: $0.1) })
    }

    fileprivate static func values(_ values: [NamedExpression]) -> JSON {
        .named(values.map { ($0.name, $0.expression.canonical) })
    }

    /// Keys that came later stand in the form only where they are used, so that older files keep their hash.
    fileprivate static func unlessEmpty(_ elements: [JSON]) -> JSON? { elements.isEmpty ? nil : .array(elements) }

    fileprivate static func names(_ names: [String]) -> JSON { .array(names.map(JSON.string)) }
}

extension Expression {
    fileprivate var canonical: JSON { .string(text) }
}

extension Role {
    fileprivate var canonical: JSON {
        let sources = JSON.array(sources.map(\.canonical))
        return except.isEmpty ? sources : .record(["of": sources, "except": .names(except)])
    }
}

extension Role.Source {
    fileprivate var canonical: JSON {
        switch self {
        case .context(let field): .record(["context": .string(field)])
        case .right(let noun, let field, let right):
            .record(["noun": .string(noun), "of": .string(field), "right": .string(right)])
        case .staff(let group): .record(["staff": .string(group)])
        }
    }
}

extension Field {
    fileprivate var canonical: JSON {
        .record([
            "type": type.canonical, "optional": .boolean(isOptional), "default": defaultValue.map { JSON($0) },
            "personal": .boolean(isPersonal),
        ])
    }

    fileprivate var canonicalWithName: JSON { .record(["name": .string(name), "field": canonical]) }
}

extension ValueType {
    fileprivate var canonical: JSON {
        var members: KeyValuePairs<String, JSON?> = [:]
        switch self {
        case .text(let bounds):
            members = [
                "min": .integer(Int64(bounds.min)), "max": .integer(Int64(bounds.max)),
                "multiline": .boolean(bounds.isMultiline), "pattern": bounds.pattern.map { .string($0.rawValue) },
            ]
        case .integer(let min, let max): members = ["min": .integer(min), "max": .integer(max)]
        case .enumeration(let options): members = ["of": .names(options)]
        case .list(let element, let min, let max):
            members = ["of": element.canonical, "min": .integer(Int64(min)), "max": .integer(Int64(max))]
        case .record(let fields): members = ["fields": .array(fields.map(\.canonicalWithName))]
        case .map(let map):
            members = [
                "for": .string("context.\(map.list)"), "of": map.element.canonical, "default": JSON(map.defaultValue),
            ]
        case .instance(let workflow): members = ["of": .string(workflow)]
        case .email, .domainIdentifier, .boolean, .date, .timestamp, .duration, .person, .account: break
        }
        return .record(["kind": .string(kindName), "bounds": .record(members)])
    }
}

extension FactDeclaration {
    fileprivate var canonical: JSON {
        .record([
            "call": .string(function), "arguments": .array(arguments.map(\.canonical)), "type": type.canonical,
        ])
    }
}

extension ActionDeclaration {
    fileprivate var canonical: JSON {
        .record([
            "with": .named(inputs.map { ($0.name, $0.canonical) }),
            "result": .named(results.map { ($0.name, $0.canonical) }), "refused": .names(refusals.sorted()),
        ])
    }
}

extension MailDeclaration {
    fileprivate var canonical: JSON {
        .record([
            "template": .string(template), "to": .names(to), "link": link?.canonical, "with": .values(with),
            "supersedes": .names(supersedes),
        ])
    }
}

extension MailDeclaration.Link {
    fileprivate var canonical: JSON {
        switch self {
        case .task: .string("task")
        case .status: .string("status")
        case .again: .string("again")
        case .page(let name): .record(["page": .string(name)])
        }
    }
}

extension TaskDeclaration {
    fileprivate var canonical: JSON {
        .record([
            "for": .string(role), "link": linkLife.map { .integer($0.microseconds) }, "done": done.map(JSON.names),
            "shows": shows.isEmpty ? nil : .values(shows),
        ])
    }
}

extension Sender {
    fileprivate var canonical: JSON {
        switch self {
        case .signedIn: .string("signedIn")
        case .system: .string("system")
        case .roles(let roles, let condition, let error):
            .record(["roles": .names(roles), "if": condition?.canonical, "error": error.map(JSON.string)])
        }
    }
}

extension TimerNode.Moment {
    fileprivate var canonical: JSON {
        switch self {
        case .afterEntry(let span): .record(["after": .integer(span.microseconds)])
        case .at(let expression): .record(["at": expression.canonical])
        }
    }
}

extension StartNode {
    fileprivate var canonical: JSON {
        .record([
            "workflow": .string(workflow), "event": .string(event),
            "each": each.map { .record(["name": .string($0.name), "in": $0.expression.canonical]) },
            "with": .values(with.filter { !filled.contains($0.name) }), "into": into.map(JSON.string),
            "done": done.map(JSON.string),
        ])
    }
}

extension SendNode {
    fileprivate var canonical: JSON {
        .record([
            "event": .string(event), "to": to.canonical, "with": .values(with.filter { !filled.contains($0.name) }),
        ])
    }
}

extension PublishNode {
    fileprivate var canonical: JSON {
        .record([
            "topic": .string(topic), "key": key.canonical,
            "with": .values(with.filter { !filled.contains($0.name) }),
        ])
    }
}

extension Hearing {
    fileprivate var canonical: JSON { .record(["name": .string(topic), "key": .string("context.\(field)")]) }
}

extension Invariants {
    fileprivate var canonical: JSON {
        .record(["always": .values(always), "never": .values(never), "eventually": .values(eventually)])
    }
}

extension Form {
    fileprivate var canonical: JSON {
        .record([
            "name": .string(name), "fields": .array(items.map(\.canonical)),
            "pages": .unlessEmpty(pages.map(\.canonical)),
            "derive": .array(derive.map { .record(["name": .string($0.name), "value": $0.expression.canonical]) }),
            "check": .array(checks.map(\.canonical)),
        ])
    }
}

extension Form.Item {
    fileprivate var canonical: JSON {
        .record(["field": field.canonicalWithName, "when": when?.canonical, "prefill": prefill?.canonical])
    }
}

extension Form.Page {
    fileprivate var canonical: JSON {
        .record(["page": .string(name), "when": when?.canonical, "fields": .names(fields)])
    }
}

extension Form.Check {
    fileprivate var canonical: JSON {
        .record([
            "require": require.canonical, "error": .string(error), "field": field.map(JSON.string),
            "with": with.isEmpty ? nil : .values(with), "offer": offer?.canonical,
        ])
    }
}

extension Form.Offer {
    fileprivate var canonical: JSON {
        .record(["workflow": .string(workflow), "event": .string(event), "with": .values(with)])
    }
}
