public import Statecharts
public import Storage

/// Looks up and ends sessions; they begin in ``SignIn``.
public struct Sessions: Sendable {
    private let database: any Database

    /// Makes the door to sessions.
    public init(database: any Database) { self.database = database }

    /// Who holds this secret; absent when the session ended by sign-out, pause or age.
    ///
    /// Notes the use, at most once a minute: that is the only write of an ordinary page view.
    public func signedIn(by secret: SessionSecret, now: Timestamp) async throws -> SignedIn? {
        let found = try await database.read { tx in
            try SessionTable.session(secret, now: now, in: tx)
        }
        guard let found else { return nil }
        if found.session.usedAt.adding(.minutes(1)) <= now {
            let id = found.session.id
            try await database.transaction { tx in tx.write(SessionSQL.use, .text(id), .integer(now.microseconds)) }
        }
        return SignedIn(person: found.person, session: found.session.id)
    }

    /// The living sessions of a person, the newest first.
    public func sessions(of person: Person, now: Timestamp) async throws -> [Session] {
        let lifetime: Session.Lifetime = person.isStaff ? .staff : .customer
        return try await database.read { tx in
            try tx.rows(SessionSQL.ofPerson, .text(person.id)).map(SessionTable.session)
                .filter { $0.isAlive(lifetime, at: now) }
        }
    }

    /// Signs out: ends this session on the server.
    public func end(_ secret: SessionSecret) async throws {
        try await database.transaction { tx in tx.write(SessionSQL.endSecret, .bytes(secret.hash)) }
    }

    /// Ends a session of this person by its id; ids of other people's sessions change nothing.
    public func end(_ id: String, of personID: String) async throws {
        // a form may send what no id can be, and PostgreSQL refuses U+0000 before it looks
        guard !id.utf8.contains(0) else { return }
        try await database.transaction { tx in tx.write(SessionSQL.end, .text(id), .text(personID)) }
    }

    /// Ends all sessions of this person but one.
    public func endAll(of personID: String, except id: String) async throws {
        try await database.transaction { tx in tx.write(SessionSQL.endOthers, .text(id), .text(personID)) }
    }
}
