import Engine
import Statecharts
import TestKit

/// What somebody asked for, and what the person was told of it.
struct Act: Sendable {
    enum Ending: Sendable, Equatable {
        /// Told that it is done.
        case done(InstanceID, revision: Int64)
        /// Told that it was not done.
        case refused(EngineError.Code)
        /// Told nothing: the process was killed, or the answer was lost.
        case unknown
    }

    var number: Int
    var email: String
    /// Name of the event.
    var event: String
    var command: Command
    /// Whether it is sent twice at once.
    var isDoubled = false
    var ending = Ending.unknown

    /// The instance that was written to; absent for a start.
    var instance: InstanceID? { if case .event(let id, _) = command.target { id } else { nil } }
}

/// Draws what people do: they ask, approve, forward, answer twice, press old links, forget, and come back late.
struct Crowd {
    let blueprint: Blueprint
    let random: SeededRandom

    /// The next act of somebody, by what the instance offers; absent where there is nothing to do.
    func start(_ engine: Engine, number: Int) -> Act? {
        let starts = engine.startable()
        guard !starts.isEmpty else { return nil }
        let email = anybody()
        let (workflow, _, event) = starts[random.number(below: starts.count)]
        guard let definition = engine.definition(workflow),
            let node = definition.start.first(where: { $0.name == event })
        else { return nil }
        let data = workflow == "account-request" ? accountRequest(number) : fill(node.form, number, context: [:])
        return act(.start(workflow: workflow, event: event), event, email, number, data, link: nil)
    }

    /// Something that the view offers; now and then something else.
    func press(_ view: InstanceView, as email: String, number: Int, links: [String]) -> Act? {
        guard !view.offers.isEmpty else { return nil }
        let offer = view.offers[random.number(below: view.offers.count)]
        let link = !links.isEmpty && chance(20) ? links[random.number(below: links.count)] : nil
        let data = fill(offer.form, number, context: view.context)
        return act(.event(view.id, offer.name), offer.name, email, number, data, link: link)
    }

    /// Somebody whose turn it may be, or anybody.
    func somebody(for view: InstanceView) -> String {
        let named = view.context.keys.sorted().flatMap { name -> [String] in
            if case .person(let person)? = view.context[name] { [person.email] } else { [] }
        }.filter { blueprint.people[$0] != nil }
        return named.isEmpty || chance(20) ? anybody() : named[random.number(below: named.count)]
    }

    func anybody() -> String {
        let names = blueprint.people.keys.sorted()
        return names[random.number(below: names.count)]
    }

    private func act(
        _ target: Command.Target, _ event: String, _ email: String, _ number: Int, _ data: JSON, link: String?
    ) -> Act? {
        guard let caller = blueprint.people[email] else { return nil }
        let path = if case .event(let id, _) = target { "/instances/\(id)" } else { "/workflows" }
        let key = chance(75) ? RequestKey(method: "POST", path: path, key: "key-\(number)") : nil
        let command = Command(target, data: data, caller: caller, key: key, linkSecret: link)
        return Act(
            number: number, email: email, event: event, command: command, isDoubled: key != nil && chance(15))
    }

    func chance(_ percent: Int) -> Bool { random.number(below: 100) < percent }

    private func accountRequest(_ number: Int) -> JSON {
        let name = JSON.string("Customer \(number)")
        let headquarters = JSON.object([
            ("country", "JP"), ("line1", "1-2-3"), ("city", "Chiyoda"), ("postalCode", "100-0000"),
        ])
        switch random.number(below: 4) {
        case 0: return .object([("authority", "self"), ("accountName", name), ("headquarters", headquarters)])
        case 1: return .object([("authority", "self"), ("accountName", name)])
        case 2:
            return .object([
                ("authority", "other"), ("approver", .string(anybody())), ("accountName", name),
                ("wantsAccess", .boolean(chance(50))), ("users", .array([.string(anybody())])),
            ])
        case _:
            return .object([
                ("authority", "self"), ("accountName", name), ("headquarters", headquarters),
                ("editIdentifier", true), ("domain", "kestrel.example"), ("justification", "A second account"),
                ("phone", "+44 20 7946 0199"), ("prefix", .string("lab\(number)")),
            ])
        }
    }

    private func fill(_ form: Form?, _ number: Int, context: Record) -> JSON {
        guard let form else { return .object([]) }
        return .object(
            form.items.compactMap { item in
                guard item.field.isRequired || chance(50) else { return nil }
                if item.field.name == "allow" { return (name: "allow", value: allow(context)) }
                return (name: item.field.name, value: value(item.field.type, number))
            })
    }

    private func allow(_ context: Record) -> JSON {
        var emails: [String] = []
        if case .list(let users)? = context["users"] {
            for case .text(let email) in users { emails.append(email) }
            for case .person(let person) in users { emails.append(person.email) }
        }
        return .object(emails.map { (name: $0, value: .boolean(chance(70))) })
    }

    private func value(_ type: ValueType, _ number: Int) -> JSON {
        switch type {
        case .text(let bounds): .string(text(bounds, number))
        case .email, .person: .string(anybody())
        case .domainIdentifier:
            .string(["kestrel.example", "converge.example", "xyz-manufacture.example"][random.number(below: 3)])
        case .boolean: .boolean(chance(60))
        case .integer(let min, let max): .integer(min + Int64(random.number(below: Int(Swift.min(max - min, 100)) + 1)))
        case .enumeration(let options): .string(options[random.number(below: options.count)])
        case .date: "2027-03-01"
        case .timestamp: "2027-03-01T00:00:00Z"
        case .duration: "P1D"
        case .list(of: let element, let min, _): .array((0..<max(min, 1)).map { _ in value(element, number) })
        case .record(let fields):
            .object(fields.filter(\.isRequired).map { (name: $0.name, value: value($0.type, number)) })
        case .map: .object([])
        case .account, .instance: .string("0190aaaa-0000-7000-8000-00000000000\(random.number(below: 4))")
        }
    }

    private func text(_ bounds: TextBounds, _ number: Int) -> String {
        switch bounds.pattern {
        case .phone: "+44 20 7946 0199"
        case .postalCode: "100-0000"
        case .country: "JP"
        case .label: "lab\(number)"
        case .digits: String(repeating: "7", count: max(bounds.min, 1))
        case .name: "Kei"
        case nil: String("Words \(number) of somebody".prefix(bounds.max))
        }
    }
}
