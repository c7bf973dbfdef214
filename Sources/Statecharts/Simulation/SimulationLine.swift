/// What one line of a simulation asks for (`format.md` 4).
struct SimulationLine {
    /// An event with its form, or time that passes.
    enum Deed {
        case event(String, data: JSON)
        case advance(Span)
    }

    /// The deed in words.
    var told: String {
        switch deed {
        case .event(let name, data: _): "'\(name)'"
        case .advance(let span): "\(span.iso8601) have passed"
        }
    }

    let deed: Deed
    /// Role, `system` or address; absent for whoever the event names first.
    let sender: String?
    let facts: Record
    let results: [String: ActionOutcome]

    /// Reads a line, and says what does not fit the definition.
    init(_ json: JSON, of definition: Definition) throws(SimulationError) {
        guard let members = json.objectValue else { throw SimulationError("a line is a JSON object") }
        for member in members where !["event", "data", "as", "facts", "results", "advance"].contains(member.name) {
            throw SimulationError("unknown member '\(member.name)'")
        }
        switch (json["event"]?.stringValue, json["advance"]?.stringValue) {
        case (let event?, nil): deed = .event(event, data: json["data"] ?? .object([]))
        case (nil, let text?):
            guard let span = Span(iso8601: text), span.microseconds >= 0, json["data"] == nil, json["as"] == nil else {
                throw SimulationError("'advance' takes a duration such as \"P7D\", and neither 'data' nor 'as'")
            }
            deed = .advance(span)
        case (_, _): throw SimulationError("a line has either 'event' or 'advance', as text")
        }
        sender = try Self.sender(json["as"], of: definition)
        facts = try Self.facts(json["facts"], of: definition)
        results = try Self.results(json["results"], of: definition)
    }

    private static func sender(_ json: JSON?, of definition: Definition) throws(SimulationError) -> String? {
        guard let json else { return nil }
        guard let name = json.stringValue else { throw SimulationError("'as' is a text") }
        guard name == "system" || definition.role(name) != nil || EmailSyntax.canonical(name) != nil else {
            let roles = definition.roles.map(\.name).joined(separator: ", ")
            throw SimulationError("'as' is a role (\(roles)), system, or an address; '\(name)' is none")
        }
        return name
    }

    private static func facts(_ json: JSON?, of definition: Definition) throws(SimulationError) -> Record {
        var facts: Record = [:]
        for member in try members(json, "facts") {
            guard let declaration = definition.facts[member.name] else {
                throw SimulationError("the fact '\(member.name)' is not declared")
            }
            guard let value = Value(member.value, as: declaration.type) else {
                throw SimulationError("the value of the fact '\(member.name)' is not of its type")
            }
            facts[member.name] = value
        }
        return facts
    }

    private static func results(
        _ json: JSON?, of definition: Definition
    ) throws(SimulationError) -> [String: ActionOutcome] {
        var results: [String: ActionOutcome] = [:]
        for member in try members(json, "results") {
            guard let declaration = definition.actions[member.name] else {
                throw SimulationError("the action '\(member.name)' is not declared")
            }
            if let refusal = member.value["refused"]?.stringValue, declaration.refusals.contains(refusal) {
                results[member.name] = .refused(refusal)
                continue
            }
            guard let given = Record(member.value, as: declaration.results) else {
                throw SimulationError("'\(member.name)' returns no such results, and has no such refusal")
            }
            results[member.name] = .returned(Record(firstOf: declaration.results).merging(given) { $1 })
        }
        return results
    }

    private static func members(
        _ json: JSON?, _ name: String
    ) throws(SimulationError) -> [(name: String, value: JSON)] {
        guard let json else { return [] }
        guard let members = json.objectValue else { throw SimulationError("'\(name)' is a JSON object") }
        return members
    }
}

/// Why a line of a simulation cannot be understood; a refusal by the definition is no such thing.
public struct SimulationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let description: String

    init(_ description: String) { self.description = description }
}
