public import Statecharts
public import Storage

/// What staff may read and do about identifiers.
public struct Identifiers: Sendable {
    private let database: any Database

    /// Makes the door to identifiers.
    public init(database: any Database) { self.database = database }

    /// A name as it is stored, of what somebody typed; absent if it is no domain.
    public static func name(_ typed: String) -> String? { StandardIdentifier.canonical(typed) }

    /// Opens an identifier again that was closed after three denials, and logs it (D-16).
    ///
    /// - Parameter identifier: lower-case A-labels.
    /// - Returns: how many denials it lifted; with none nothing was written.
    public func allow(_ identifier: String, now: Timestamp) async throws -> Int {
        try await database.transaction { tx in
            let denials = try HeldIdentifiers.standing(of: identifier, now: now, in: tx).denials
            guard denials > 0 else { return 0 }
            IdentifierDecision(at: now, verb: .allowed).write(about: identifier, in: tx)
            return denials
        }
    }

    /// The log of an identifier, the newest first, at most 50 lines.
    public func decisions(about identifier: String) async throws -> [IdentifierDecision] {
        try await database.read { tx in try IdentifierDecision.all(about: identifier, in: tx) }
    }
}
