public import Engine
public import Statecharts
public import Storage

/// Notes that a review denied an identifier; after three it is closed until staff opens it again (D-16).
public struct DenyIdentifier: DomainAction {
    /// What the definition hands over.
    public struct Input: Decodable, Sendable {
        let identifier: String
    }

    /// Name that definitions call.
    public let name = "denyIdentifier"
    /// Its one input; it has neither results nor refusals.
    public let signature = ActionSignature(inputs: [Field(name: "identifier", type: .domainIdentifier)])

    /// Writes the line of the log.
    public func perform(
        _ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment
    ) throws -> Record {
        IdentifierDecision(
            at: moment.now, verb: .denied, personID: moment.caller?.person.id, instance: moment.instance.text
        ).write(about: input.identifier, in: tx)
        return [:]
    }
}
