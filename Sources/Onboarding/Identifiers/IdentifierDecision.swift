public import Statecharts
import Storage

/// What staff decided about an identifier, one line of its log (D-16).
public struct IdentifierDecision: Sendable, Hashable {
    /// Which way.
    public enum Verb: String, Sendable, CaseIterable {
        /// A review ended without approval.
        case denied
        /// Opened again after denials.
        case allowed
    }

    /// After so many denials that were not lifted an identifier is closed.
    public static let denialsMax = 3
    /// Lines that are shown of a log.
    static let listMax = 50

    /// When.
    public var at: Timestamp
    /// Which way.
    public var verb: Verb
    /// Id of the person; absent for the command line.
    public var personID: String?
    /// Id of the request that was reviewed.
    public var instance: String?

    func write(about identifier: String, in tx: borrowing Transaction) {
        tx.write(
            IdentifierSQL.decide, .text(identifier), .integer(at.microseconds), .text(verb.rawValue),
            .text(orNull: personID), .text(orNull: instance))
    }

    /// The newest decisions first, at most 50.
    static func all(about identifier: String, in tx: borrowing Transaction) throws -> [IdentifierDecision] {
        try tx.rows(IdentifierSQL.decisions, .text(identifier), .integer(listMax)).map { row in
            guard let verb = Verb(rawValue: try row.text("verb")) else {
                throw DatabaseError(
                    .unexpectedRow,
                    message: "a decision about an identifier is of a kind that this program does not know")
            }
            return IdentifierDecision(
                at: Timestamp(microseconds: try row.integer("at")), verb: verb,
                personID: try row.optionalText("person_id"), instance: try row.optionalText("instance_id"))
        }
    }
}
