public import Engine
public import Statecharts
public import Storage

/// Makes, checks and revokes bearer tokens.
public struct APITokens: Sendable {
    private let database: any Database
    private let security: SecurityLog
    private let random: @Sendable (_ bytes: Int) -> [UInt8]
    private let bearers = SharedLookUp<Bearer?>()

    /// Makes the door to tokens.
    ///
    /// - Parameter security: is told of every new and revoked token.
    public init(
        database: any Database, security: SecurityLog,
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes
    ) {
        self.database = database
        self.security = security
        self.random = random
    }

    /// Makes a token for whoever has this address, who is made when unknown: for operators at the command line.
    ///
    /// - Parameter staffGroup: joins the person to this group of ``StaffGroup``.
    /// - Returns: the token with its text, which is told here and nowhere else.
    public func create(
        for address: EmailAddress, name: String, staffGroup: StaffGroup? = nil, now: Timestamp
    ) async throws -> (token: APIToken, text: String) {
        let secret = APIToken.Secret(random: random)
        let (id, newPerson, event) = (makeID(now), makeID(now), makeID(now))
        let token = APIToken(id: id, name: name, madeAt: now, expiresAt: now.adding(APIToken.lifetime), usedAt: nil)
        try await database.transaction { tx in
            let person = try PersonTable.proved(address, id: newPerson, now: now, in: tx)
            if let staffGroup { PersonTable.join(staffGroup.rawValue, person.id, in: tx) }
            tx.write(
                TokenSQL.insert, .text(id), .bytes(secret.hash), .text(person.id), .text(name),
                .integer(now.microseconds), .integer(token.expiresAt.microseconds))
            log("token-created", person.email, token: id, event: event, now: now, in: tx)
        }
        return (token, secret.text)
    }

    /// Who sends this `Authorization` header; absent for anything but a living token.
    ///
    /// Nothing is remembered: the token is looked up after this was called, so a revoked one is refused at once.
    public func signedIn(byHeader header: String, now: Timestamp) async throws -> SignedIn? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", let secret = APIToken.Secret(String(parts[1]))
        else { return nil }
        let hash = secret.hash
        let bearer = try await bearers.answer(to: hash) { try await lookUp(hash, now: now) }
        guard let bearer, bearer.expiresAt > now else { return nil }
        return bearer.signedIn
    }

    /// What the store knows of a token.
    private struct Bearer: Sendable {
        var signedIn: SignedIn
        var expiresAt: Timestamp
        var usedAt: Timestamp?
    }

    /// Notes the use, at most once a minute.
    private func lookUp(_ hash: [UInt8], now: Timestamp) async throws -> Bearer? {
        let found: Bearer? = try await database.read { tx in
            guard let (person, token) = try PersonTable.bearer(ofHash: hash, in: tx) else { return nil }
            return Bearer(
                signedIn: SignedIn(person: person, session: try token.text("token_id")),
                expiresAt: Timestamp(microseconds: try token.integer("expires_at")),
                usedAt: try token.optionalInteger("used_at").map(Timestamp.init(microseconds:)))
        }
        guard let found, found.expiresAt > now else { return found }
        if let usedAt = found.usedAt, now < usedAt.adding(.minutes(1)) { return found }
        try await database.transaction { tx in
            tx.write(TokenSQL.use, .text(found.signedIn.session), .integer(now.microseconds))
        }
        return found
    }

    /// The tokens of a person that live now, the newest first.
    public func tokens(of personID: String, now: Timestamp) async throws -> [APIToken] {
        try await database.read { tx in
            try tx.rows(TokenSQL.ofPerson, .text(personID), .integer(now.microseconds)).map { row in
                APIToken(
                    id: try row.text("id"), name: try row.text("name"),
                    madeAt: Timestamp(microseconds: try row.integer("made_at")),
                    expiresAt: Timestamp(microseconds: try row.integer("expires_at")),
                    usedAt: try row.optionalInteger("used_at").map(Timestamp.init(microseconds:)))
            }
        }
    }

    /// Ends a token at once, by its id; ids of other people's tokens change nothing.
    public func revoke(_ id: String, of person: Person, now: Timestamp) async throws {
        let event = makeID(now)
        try await database.transaction { tx in
            guard try tx.changed(TokenSQL.revoke, .text(id), .text(person.id)) == 1 else { return }
            log("token-revoked", person.email, token: id, event: event, now: now, in: tx)
        }
    }

    private func log(
        _ code: String, _ email: String, token: String, event: String, now: Timestamp, in tx: borrowing Transaction
    ) {
        let data = JSON.object([("token", .string(token))])
        security.record(
            code, caller: email, instance: nil, data: data.canonicalText, id: event,
            now: now, in: tx)
    }

    private func makeID(_ now: Timestamp) -> String { RandomStream.newID(at: now, from: random) }
}

enum TokenSQL {
    static let insert = Statement(
        "token.insert",
        """
        insert into api_token (id, secret_hash, person_id, name, made_at, expires_at) values ($1, $2, $3, $4, $5, $6)
        """)
    static let use = Statement("token.use", "update api_token set used_at = $2 where id = $1")
    static let ofPerson = Statement(
        "token.of-person",
        """
        select id, name, made_at, expires_at, used_at from api_token where person_id = $1 and expires_at > $2
        order by made_at desc, id desc
        """)
    static let revoke = Statement("token.revoke", "delete from api_token where id = $1 and person_id = $2")
    static let all = [insert, use, ofPerson, revoke]
}
