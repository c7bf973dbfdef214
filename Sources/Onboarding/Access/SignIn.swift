public import Engine
import Foundation
public import Statecharts
public import Storage

/// Signs people in by a code that proves the mailbox (S-5, S-6, S-7, S-8).
public struct SignIn: Sendable {
    /// Queues a mail in the transaction: mail, kind, address, not after, now.
    public typealias Post =
        @Sendable (
            _ mail: RenderedMail, _ kind: String, _ address: String, _ notAfter: Timestamp, _ now: Timestamp,
            _ tx: borrowing Transaction
        ) throws -> Void

    let database: any Database
    let post: Post
    let security: SecurityLog
    let render: Render
    let random: @Sendable (_ bytes: Int) -> [UInt8]
    let slowHash: SlowHash

    /// Makes the door.
    ///
    /// - Parameters:
    ///   - outbox: takes the mails with the codes.
    ///   - security: is told of every sign-in, wrong code and limit that was met.
    ///   - render: writes them from the template `common/sign-in-code`.
    public init(
        database: any Database, outbox: Outbox, security: SecurityLog, render: @escaping Render,
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes
    ) {
        self.init(
            database: database,
            post: { mail, kind, address, notAfter, now, tx in
                try outbox.queue(mail, kind: kind, to: address, notAfter: notAfter, now: now, in: tx)
            },
            security: security, render: render, random: random)
    }

    /// Makes the door with another way out for mails; fewer rounds of the slow hash are for tests.
    public init(
        database: any Database, post: @escaping Post, security: SecurityLog, render: @escaping Render,
        hashRounds: Int = 60_000,
        random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes
    ) {
        self.database = database
        self.post = post
        self.security = security
        self.render = render
        self.random = random
        self.slowHash = SlowHash(rounds: hashRounds)
    }

    /// Mails a new code for this address, which then works in this browser only and ends the one before.
    ///
    /// Answers the same whether the address is known or not, also where an unknown address got its mails already.
    /// - Parameter language: of the page, for an address whose person's language is unknown.
    /// - Returns: until when the code works.
    /// - Throws: ``SignInRefusal/notAnAddress``, ``SignInRefusal/tooManyCodes(retryAfterSeconds:)``, or a store's error.
    @discardableResult
    public func requestCode(
        for typed: String, browser: BrowserSecret, visitor: Visitor, language: String?, now: Timestamp
    ) async throws -> Timestamp {
        guard let address = EmailAddress(typed) else { throw SignInRefusal.notAnAddress }
        let code = makeCode()
        let salt = random(16)
        // before the transaction: it costs time, and the same for every address
        let hash = slowHash.hash(code, salt: salt)
        let expires = now.adding(SignInLimits.codeLifetime)
        let row = SignInCodeTable.Row(
            id: makeID(now), browser: browser.hash, salt: salt, hash: hash, madeAt: now, expiresAt: expires)
        let refusal = try await database.transaction { tx in
            try issue(row, code: code, to: address, visitor: visitor, language: language, in: tx)
        }
        if let refusal { throw refusal }
        return expires
    }

    /// Signs in with the code of the newest mail; the address is proved by it, and a new person made where there is none.
    ///
    /// The secret of the session is new with every sign-in and stands in the answer only.
    /// - Throws: ``SignInRefusal``, or a store's error. Every wrong answer counts before it is looked at.
    public func complete(
        _ code: String, for typed: String, browser: BrowserSecret, visitor: Visitor, now: Timestamp
    ) async throws -> NewSession {
        guard let address = EmailAddress(typed) else { throw SignInRefusal.notAnAddress }
        let row = try await prove(code, for: address, browser: browser, now: now)
        let secret = SessionSecret(random: random)
        let session = makeID(now)
        let newPerson = makeID(now)
        let event = makeID(now)
        let person: Person? = try await database.transaction { tx in
            guard try use(row, for: address, browser: browser, now: now, in: tx) else { return nil }
            let person = try PersonTable.proved(address, id: newPerson, now: now, in: tx)
            SessionTable.insert(id: session, secret: secret, person: person.id, visitor: visitor, now: now, in: tx)
            log("signed-in", address, session: session, event: event, now: now, in: tx)
            return person
        }
        guard let person else { throw SignInRefusal.expired }
        return NewSession(secret: secret, signedIn: SignedIn(person: person, session: session))
    }

    /// Holds a code against that of the newest mail; a wrong one counts before it is looked at.
    func prove(
        _ code: String, for address: EmailAddress, browser: BrowserSecret, now: Timestamp
    ) async throws -> SignInCodeTable.Row {
        let attempt = try await database.transaction { tx in
            try beginAttempt(for: address, browser: browser, now: now, in: tx)
        }
        let digits = Self.digits(code)
        let salt = attempt.row?.salt ?? Array(repeating: 0, count: 16)
        let hash = slowHash.hash(digits, salt: salt)
        guard let row = attempt.row else { throw attempt.refusal ?? .expired }
        guard SlowHash.isEqual(hash, row.hash) else {
            let left = SignInLimits.triesPerCode - row.tries
            let event = makeID(now)
            try await database.transaction { tx in log("wrong-code", address, event: event, now: now, in: tx) }
            throw left > 0 ? SignInRefusal.wrong(triesLeft: left) : .tooManyTries
        }
        return row
    }

    /// Uses up a code that was proved; false if another request did so in the meantime.
    func use(
        _ row: SignInCodeTable.Row, for address: EmailAddress, browser: BrowserSecret, now: Timestamp,
        in tx: borrowing Transaction
    ) throws -> Bool {
        guard try tx.changed(SignInCodeSQL.use, .text(row.id)) == 1 else { return false }
        tx.write(SignInCodeSQL.knowBrowser, .text(address.key), .bytes(browser.hash), .integer(now.microseconds))
        return true
    }

    private struct Attempt: Sendable {
        var row: SignInCodeTable.Row?
        var refusal: SignInRefusal?
    }

    private func issue(
        _ row: SignInCodeTable.Row, code: String, to address: EmailAddress, visitor: Visitor, language: String?,
        in tx: borrowing Transaction
    ) throws -> SignInRefusal? {
        let now = row.madeAt
        tx.write(SignInCodeSQL.forget, .integer(now.adding(Span.days(-1)).microseconds))
        let counts = try SignInCodeTable.counts(of: address, browser: row.browser, now: now, in: tx)
        if let oldest = counts.refusedSince {
            log("code-limit", address, event: makeID(now), now: now, in: tx)
            return .tooManyCodes(retryAfterSeconds: Quota.seconds(from: now, until: oldest.adding(.hours(1))))
        }
        if !counts.isKnownBrowser, let network = visitor.network {
            let quota = SignInLimits.codesPerNetwork
            if let room = try security.quotas.take(from: quota, of: "network \(network)", now: now, in: tx) {
                log("network-limit", address, event: makeID(now), now: now, in: tx)
                return .tooManyCodes(retryAfterSeconds: Quota.seconds(from: now, until: room))
            }
        }
        let person = try PersonTable.person(address: address, in: tx)
        let mayMail = try person != nil || isRoom(for: address, now: now, in: tx)
        try SignInCodeTable.insert(row, for: address, isMailed: mayMail, in: tx)
        guard mayMail else { return nil }
        let request = mail(code, person, address, visitor, language: language, until: row.expiresAt, now: now)
        try post(try render(request), "sign-in-code", address.text, row.expiresAt, now, tx)
        return nil
    }

    /// Whether an address that never signed in may get one more mail.
    private func isRoom(for address: EmailAddress, now: Timestamp, in tx: borrowing Transaction) throws -> Bool {
        let quota = SignInLimits.mailsToUnverified
        return try security.quotas.take(from: quota, of: address.text, now: now, in: tx) == nil
    }

    func log(
        _ code: String, _ address: EmailAddress, session: String? = nil, event: String, now: Timestamp,
        in tx: borrowing Transaction
    ) {
        let data = JSON.object(session.map { [("session", .string($0))] } ?? [])
        security.record(
            code, caller: address.text, instance: nil, data: data.canonicalText, id: event,
            now: now, in: tx)
    }

    private func mail(
        _ code: String, _ person: Person?, _ address: EmailAddress, _ visitor: Visitor, language: String?,
        until: Timestamp, now: Timestamp
    ) -> MailRequest {
        var recipient = person?.directoryPerson ?? DirectoryPerson(unknown: address.text)
        recipient.email = address.text
        let known = [recipient.language, language].compactMap(\.self).filter { ["en", "ja"].contains($0) }
        return MailRequest(
            workflow: "common", template: "sign-in-code", recipient: recipient,
            languages: known.first.map { [$0] } ?? ["en", "ja"],
            values: [
                "browser": .text(visitor.browser), "address": .text(visitor.address), "requestedAt": .timestamp(now),
            ],
            code: code, until: until, now: now)
    }

    private func beginAttempt(
        for address: EmailAddress, browser: BrowserSecret, now: Timestamp, in tx: borrowing Transaction
    ) throws -> Attempt {
        guard var row = try SignInCodeTable.newest(for: address, browser: browser, in: tx) else {
            return Attempt(refusal: .otherBrowser)
        }
        if row.tries >= SignInLimits.triesPerCode { return Attempt(refusal: .tooManyTries) }
        if row.isEnded || row.expiresAt <= now { return Attempt(refusal: .expired) }
        tx.write(SignInCodeSQL.countTry, .text(row.id))
        row.tries += 1
        return Attempt(row: row)
    }

    private func makeCode() -> String {
        var stream = RandomStream(seed: random(32))
        let number = stream.number(below: 100_000_000)
        let digits = String(number)
        return String(repeating: "0", count: SignInLimits.digits - digits.utf8.count) + digits
    }

    func makeID(_ now: Timestamp) -> String { RandomStream.newID(at: now, from: random) }

    /// What was typed, without blanks and hyphens and in ASCII digits, as people copy a code in groups.
    private static func digits(_ typed: String) -> String {
        let plain = typed.precomposedStringWithCompatibilityMapping.utf8.filter { (0x30...0x39).contains($0) }
        return String(decoding: plain.prefix(SignInLimits.digits + 1), as: UTF8.self)
    }
}
