import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `S10 sessions` {
    @Test(
        arguments: TestStore.allCases,
        [
            ("zab@webmail.example", Session.Lifetime(idle: .hours(8), absolute: .days(30))),
            ("olga@vendor.example", Session.Lifetime(idle: .minutes(30), absolute: .hours(12))),
        ])
    func `a session ends by a pause and by age`(
        store: TestStore, whose: (email: String, lifetime: Session.Lifetime)
    ) async throws {
        let (email, lifetime) = whose
        let world = try await OnboardingWorld(store)
        // Given one session that is used all the time and one that is not
        let used = try await world.session(email)
        let begin = world.time.now
        let unused = try await world.session(email)
        world.time.advance(Span(microseconds: lifetime.idle.microseconds - 1))
        #expect(try await world.sessions.signedIn(by: used.secret, now: world.time.now) != nil)
        world.time.advance(Span(microseconds: 1))
        #expect(try await world.sessions.signedIn(by: unused.secret, now: world.time.now) == nil)
        // Then the used one lives on until its age ends it
        let step = Span(microseconds: lifetime.idle.microseconds - 1_000_000)
        while world.time.now.adding(step) < begin.adding(lifetime.absolute) {
            world.time.advance(step)
            #expect(try await world.sessions.signedIn(by: used.secret, now: world.time.now) != nil)
        }
        let rest = begin.adding(lifetime.absolute).microseconds - world.time.now.microseconds
        world.time.advance(Span(microseconds: rest - 1))
        #expect(try await world.sessions.signedIn(by: used.secret, now: world.time.now) != nil)
        world.time.advance(Span(microseconds: 1))
        #expect(try await world.sessions.signedIn(by: used.secret, now: world.time.now) == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `signing out ends the session on the server`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let session = try await world.session("zab@webmail.example")
        try await world.sessions.end(session.secret)
        let secret = try #require(SessionSecret(cookie: session.secret.cookie))
        #expect(try await world.sessions.signedIn(by: secret, now: world.time.now) == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `people list and end their own sessions and nobody else's`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let mine = try await world.session("zab@webmail.example")
        world.time.advance(.minutes(1))
        let second = try await world.session("zab@webmail.example")
        let other = try await world.session("mohammad@webmail.example")
        let zab = mine.signedIn.person
        let listed = try await world.sessions.sessions(of: zab, now: world.time.now)
        #expect(listed.map(\.id) == [second.signedIn.session, mine.signedIn.session])
        #expect(listed.first?.visitor == OnboardingWorld.visitor)
        try await world.sessions.end(other.signedIn.session, of: zab.id)
        #expect(try await world.sessions.signedIn(by: other.secret, now: world.time.now) != nil)
        try await world.sessions.endAll(of: zab.id, except: second.signedIn.session)
        #expect(try await world.sessions.signedIn(by: mine.secret, now: world.time.now) == nil)
        #expect(try await world.sessions.signedIn(by: second.secret, now: world.time.now)?.person.id == zab.id)
    }

    @Test(arguments: TestStore.allCases)
    func `the store holds no secret, and uses are noted once a minute`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let session = try await world.session("zab@webmail.example")
        #expect(session.secret.cookie.utf8.count * 4 >= 256)
        let secret = try #require(Hex.decode(session.secret.cookie))
        let found = try await world.count("select count(*) from session where secret_hash = $1", .bytes(secret))
        #expect(found == 0)
        let begin = world.time.now.microseconds
        world.time.advance(Span(microseconds: 59_000_000))
        _ = try await world.sessions.signedIn(by: session.secret, now: world.time.now)
        #expect(try await world.count("select used_at from session") == begin)
        world.time.advance(Span(microseconds: 1_000_000))
        _ = try await world.sessions.signedIn(by: session.secret, now: world.time.now)
        #expect(try await world.count("select used_at from session") == world.time.now.microseconds)
    }

    @Test(arguments: ["", "gk_1", "zz", String(repeating: "g", count: 64), String(repeating: "a", count: 63)])
    func `a cookie that is none of ours is nobody's`(cookie: String) {
        #expect(SessionSecret(cookie: cookie) == nil && BrowserSecret(cookie: cookie) == nil)
    }
}
