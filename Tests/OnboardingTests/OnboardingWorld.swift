import Engine
import Foundation
import Statecharts
import Storage
import Synchronization
import TestKit

@testable import Onboarding

/// People and accounts on a store of one test's own, with a clock that stands and mails that are kept.
final class OnboardingWorld: Sendable {
    let folder: TemporaryFolder
    let database: any Database
    let time = ManualTime()
    let signIn: SignIn
    let sessions: Sessions
    let tokens: APITokens
    let people: People
    let accounts: Accounts
    let security: SecurityLog
    let registry = OnboardingRegistry(
        publicEmailDomains: PublicEmailDomains(extra: SampleData.publicEmailDomains))
    private let random: SeededRandom
    private let requests: Requests

    final class Requests: Sendable {
        let all = Mutex<[MailRequest]>([])
    }

    init(_ store: TestStore, withSamples: Bool = true, seed: UInt64 = 1) async throws {
        folder = try TemporaryFolder()
        let onboarding = MigrationLine(name: "onboarding", assets: AssetTable.onboarding)
        database = try await store.open(in: folder, lines: [.engineTables, onboarding])
        let random = SeededRandom(seed: seed)
        self.random = random
        let requests = Requests()
        self.requests = requests
        let keys = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        let security = SecurityLog(keys: keys)
        self.security = security
        let outbox = Outbox(keys: keys, host: "genkan.example", random: random.bytes)
        signIn = SignIn(
            database: database,
            post: { mail, kind, address, notAfter, now, tx in
                try outbox.queue(mail, kind: kind, to: address, notAfter: notAfter, now: now, in: tx)
            },
            security: security,
            render: { request in
                requests.all.withLock { $0.append(request) }
                return RenderedMail(subject: "code", text: request.code ?? "", html: "")
            },
            hashRounds: 10, random: random.bytes)
        sessions = Sessions(database: database)
        tokens = APITokens(database: database, security: security, random: random.bytes)
        people = People(database: database, random: random.bytes)
        accounts = Accounts(database: database)
        if withSamples { try await SampleData.insert(into: database, now: time.now) }
    }

    /// Every mail that was rendered.
    var mails: [MailRequest] { requests.all.withLock { $0 } }

    /// The newest code.
    var code: String { mails.last?.code ?? "" }

    /// A browser with its cookie.
    func browser() -> BrowserSecret { BrowserSecret(random: random.bytes) }

    static let visitor = Visitor(browser: "Firefox on Linux", address: "192.0.2.7")

    /// Asks for a code; the refusal, if there is one.
    @discardableResult
    func ask(
        _ email: String, in browser: BrowserSecret, from visitor: Visitor = visitor
    ) async throws -> SignInRefusal? {
        do {
            try await signIn.requestCode(
                for: email, browser: browser, visitor: visitor, language: "en", now: time.now)
            return nil
        } catch let refusal as SignInRefusal {
            return refusal
        }
    }

    /// Answers with a code; the session or the refusal.
    func answer(
        _ code: String, _ email: String, in browser: BrowserSecret
    ) async throws -> Result<NewSession, SignInRefusal> {
        do {
            return .success(
                try await signIn.complete(code, for: email, browser: browser, visitor: Self.visitor, now: time.now))
        } catch let refusal as SignInRefusal {
            return .failure(refusal)
        }
    }

    /// Signs in, in a browser of its own.
    func session(_ email: String) async throws -> NewSession {
        let browser = browser()
        try await ask(email, in: browser)
        return try await answer(code, email, in: browser).get()
    }

    func person(_ email: String) async throws -> Person {
        guard let address = EmailAddress(email), let person = try await people.person(address: address) else {
            throw Missing()
        }
        return person
    }

    struct Missing: Error {}

    /// Runs an action as the engine does, its input read from JSON, in a transaction of its own.
    @discardableResult
    func perform<Action: DomainAction>(
        _ action: Action, _ input: Record, as caller: Person? = nil, seed: UInt64? = nil
    ) async throws -> Record {
        let decoded = try JSONDecoder().decode(Action.Input.self, from: Data(JSON(input).canonical))
        let bytes = seed.map { SeededRandom(seed: $0).bytes(16) } ?? random.bytes(16)
        let (now, values) = (time.now, caller?.values)
        return try await database.transaction { tx in
            var moment = ActionMoment(
                now: now, caller: values, instance: InstanceID("i"), random: RandomStream(seed: bytes))
            return try action.perform(decoded, in: tx, at: &moment)
        }
    }

    /// Reserves an account for somebody of the cast.
    func reserve(
        _ kind: Account.Kind = .standard, _ identifier: String = "xyz-manufacture.example",
        by email: String = "taro@xyz-manufacture.example", seed: UInt64? = nil
    ) async throws -> (id: String, identifier: String) {
        let requester = try await person(email)
        let result = try await perform(
            ReserveAccount(),
            [
                "kind": .text(kind.rawValue), "identifier": .text(identifier), "accountName": .text("XYZ製作所"),
                "requester": .person(requester.directoryPerson.reference),
            ], seed: seed)
        guard case .text(let id) = result["account"], case .text(let made) = result["identifier"] else {
            throw Missing()
        }
        return (id, made)
    }

    /// Activates an account for somebody of the cast.
    func activate(
        _ id: String, _ kind: Account.Kind = .standard, name: String = "XYZ製作所",
        by email: String = "taro@xyz-manufacture.example"
    ) async throws {
        let approver = try await person(email)
        var input: Record = [
            "account": .text(id), "kind": .text(kind.rawValue), "accountName": .text(name),
            "approver": .person(approver.directoryPerson.reference),
        ]
        if kind == .standard { input["headquarters"] = approver.profile.companyAddress?.value }
        try await perform(ActivateAccount(), input)
    }

    /// Asks a fact.
    func fact(_ name: String, _ arguments: Value...) async throws -> Value? {
        guard let fact = registry.facts.facts[name] else { throw Missing() }
        let now = time.now
        return try await database.read { tx in try fact.read(arguments, now, tx) }
    }

    /// One number of a query, for looking from outside.
    func count(_ sql: String, _ values: SQLValue...) async throws -> Int64 {
        try await database.read { tx in try tx.rows(Statement("test.count", sql), values).first?.integer(0) ?? 0 }
    }
}

extension Person {
    /// As the engine hands the caller to an action.
    var values: CallerValues {
        CallerValues(
            person: directoryPerson.reference, language: profile.language ?? "en", session: "session-1")
    }
}
