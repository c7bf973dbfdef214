import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `S5 sign-in codes` {
    let email = "mohammad@webmail.example"

    @Test func `guessing succeeds at most once in 100,000 address-days`() {
        let tries = Double(SignInLimits.codesPerHour * 24 * SignInLimits.triesPerCode)
        #expect(SignInLimits.digits == 8)
        #expect(tries / 1e8 <= 1e-5)
        #expect(SignInLimits.codeLifetime <= .minutes(10))
    }

    @Test(arguments: TestStore.allCases)
    func `the code of the mail signs in, once`(store: TestStore) async throws {
        // Given a code of eight digits that was mailed
        let world = try await OnboardingWorld(store)
        let browser = world.browser()
        try await world.ask(email, in: browser)
        #expect(world.code.utf8.count == 8 && world.code.utf8.allSatisfy { (0x30...0x39).contains($0) })
        // When it is typed, in groups as people copy it
        let typed = world.code.prefix(4) + " " + world.code.suffix(4)
        let session = try await world.answer(String(typed), email.uppercased(), in: browser).get()
        // Then its person is signed in, and the code is used up
        #expect(session.signedIn.person.email == email)
        #expect(try await world.answer(world.code, email, in: browser).refusal == .expired)
    }

    @Test(arguments: TestStore.allCases)
    func `the mail names browser, network address and time and is not sent after the code ran out`(
        store: TestStore
    ) async throws {
        let world = try await OnboardingWorld(store)
        try await world.ask(email, in: world.browser())
        let mail = try #require(world.mails.last)
        #expect(mail.workflow == "common" && mail.template == "sign-in-code" && mail.languages == ["en"])
        #expect(mail.values["browser"] == .text("Firefox on Linux"))
        #expect(mail.values["address"] == .text("192.0.2.7"))
        #expect(mail.values["requestedAt"] == .timestamp(world.time.now))
        #expect(mail.until == world.time.now.adding(.minutes(10)))
        let queued = try await world.count(
            "select count(*) from outbox where kind = 'sign-in-code' and not_after = $1",
            .integer(world.time.now.adding(.minutes(10)).microseconds))
        #expect(queued == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `the store holds neither the code nor the browser's secret`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let browser = world.browser()
        try await world.ask(email, in: browser)
        let row = try #require(
            try await world.database.read { tx in
                try tx.rows(.init("test.code", "select * from sign_in_code")).first
            })
        let secrets = [Array(world.code.utf8), try #require(Hex.decode(browser.cookie)), Array(browser.cookie.utf8)]
        for value in row.values {
            switch value {
            case .bytes(let bytes): #expect(!secrets.contains(bytes))
            case .text(let text): #expect(!secrets.contains(Array(text.utf8)))
            case .integer(let number): #expect(Int64(world.code) != number)
            case .null: break
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `five wrong answers end a code, also for the right one`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let browser = world.browser()
        try await world.ask(email, in: browser)
        let wrong = world.code == "00000000" ? "00000001" : "00000000"
        for left in [4, 3, 2, 1] {
            #expect(try await world.answer(wrong, email, in: browser).refusal == .wrong(triesLeft: left))
        }
        #expect(try await world.answer(wrong, email, in: browser).refusal == .tooManyTries)
        #expect(try await world.answer(world.code, email, in: browser).refusal == .tooManyTries)
        #expect(try await world.count("select count(*) from session") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `a code works only in the browser that asked for it`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (mine, other) = (world.browser(), world.browser())
        try await world.ask(email, in: mine)
        #expect(try await world.answer(world.code, email, in: other).refusal == .otherBrowser)
        #expect(try await world.answer(world.code, email, in: mine).refusal == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `a new code ends the old one`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let browser = world.browser()
        try await world.ask(email, in: browser)
        let old = world.code
        world.time.advance(.minutes(1))
        try await world.ask(email, in: browser)
        #expect(old != world.code)
        #expect(try await world.answer(old, email, in: browser).refusal == .wrong(triesLeft: 4))
        #expect(try await world.answer(world.code, email, in: browser).refusal == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `a code ends after ten minutes`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (early, late) = (world.browser(), world.browser())
        try await world.ask(email, in: early)
        let first = world.code
        try await world.ask(email, in: late)
        world.time.advance(Span(microseconds: Span.minutes(10).microseconds - 1))
        #expect(try await world.answer(first, email, in: early).refusal == nil)
        world.time.advance(Span(microseconds: 1))
        #expect(try await world.answer(world.code, email, in: late).refusal == .expired)
    }

    @Test(arguments: TestStore.allCases)
    func `the sixth code within an hour is refused and possible when the hour is over`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        for _ in 1...5 {
            #expect(try await world.ask(email, in: world.browser()) == nil)
            world.time.advance(.minutes(1))
        }
        let refusal = try await world.ask(email, in: world.browser())
        #expect(refusal == .tooManyCodes(retryAfterSeconds: 55 * 60))
        world.time.advance(.minutes(55))
        #expect(try await world.ask(email, in: world.browser()) == nil)
    }

    @Test func `the slow hash is PBKDF2 with HMAC-SHA256`() {
        // first 32 bytes of the published vectors of RFC 7914, section 11
        let one = SlowHash(rounds: 1).hash("passwd", salt: Array("salt".utf8))
        #expect(Hex.encode(one) == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc")
        let many = SlowHash(rounds: 80_000).hash("Password", salt: Array("NaCl".utf8))
        #expect(Hex.encode(many) == "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56")
    }
}

@Suite struct `S6 no sign-in for somebody else` {
    @Test(arguments: TestStore.allCases)
    func `a code asked for in another browser signs nobody in here`(store: TestStore) async throws {
        // Given an attacker's code for his own address, asked for in his browser
        let world = try await OnboardingWorld(store)
        let (attacker, victim) = (world.browser(), world.browser())
        try await world.ask("zab@webmail.example", in: attacker)
        // When it is sent from the victim's browser
        let answer = try await world.answer(world.code, "zab@webmail.example", in: victim)
        // Then nobody is signed in
        #expect(answer.refusal == .otherBrowser)
        #expect(try await world.count("select count(*) from session") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `every sign-in has a new secret and a new id`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let first = try await world.session("zab@webmail.example")
        let second = try await world.session("zab@webmail.example")
        #expect(first.secret != second.secret)
        #expect(first.signedIn.session != second.signedIn.session)
        #expect(!second.secret.cookie.contains(second.signedIn.session))
    }
}

@Suite struct `S7 nobody is enumerable by signing in` {
    @Test(arguments: TestStore.allCases)
    func `a known and an unknown address are answered alike`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        var transcripts: [[SignInRefusal?]] = []
        for email in ["zab@webmail.example", "nobody@webmail.example"] {
            var transcript: [SignInRefusal?] = []
            // beyond the mails that an unknown address gets, and beyond the codes that any address gets
            for _ in 1...6 {
                let browser = world.browser()
                transcript.append(try await world.ask(email, in: browser))
                for _ in 1...6 { transcript.append(try await world.answer("x", email, in: browser).refusal) }
            }
            let browser = world.browser()
            transcript.append(try await world.answer("12345678", email, in: browser).refusal)
            transcripts.append(transcript)
        }
        #expect(transcripts[0] == transcripts[1])
        #expect(transcripts[0].contains(.tooManyTries) && transcripts[0].contains(.otherBrowser))
    }
}

@Suite struct `S8 no mail bomb` {
    @Test(arguments: TestStore.allCases)
    func `an address that never signed in gets three mails an hour and ten a day`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        for hour in 1...6 {
            for _ in 1...5 { try await world.ask("victim@one.example", in: world.browser()) }
            #expect(world.mails.count == min(hour * 3, 10))
            world.time.advance(.hours(1))
        }
        world.time.advance(.hours(19))
        try await world.ask("victim@one.example", in: world.browser())
        #expect(world.mails.count == 11)
    }

    @Test(arguments: TestStore.allCases)
    func `a browser that signed in before gets codes whatever strangers ask for`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let own = world.browser()
        try await world.ask("zab@webmail.example", in: own)
        _ = try await world.answer(world.code, "zab@webmail.example", in: own).get()
        // Given strangers who met the limit of the address
        while try await world.ask("zab@webmail.example", in: world.browser()) == nil {}
        // Then its owner signs in all the same
        #expect(try await world.ask("zab@webmail.example", in: own) == nil)
        #expect(try await world.answer(world.code, "zab@webmail.example", in: own).refusal == nil)
    }
}

@Suite struct `S8 limits of codes` {
    @Test(arguments: TestStore.allCases)
    func `S8 what workflows may send leaves room for a code, and all together are three an hour`(
        store: TestStore
    ) async throws {
        let world = try await OnboardingWorld(store)
        func workflowMail() async throws -> Timestamp? {
            try await world.database.transaction { [now = world.time.now] tx in
                try world.security.quotas.take(
                    from: .unverifiedByWorkflows, of: "Victim@one.example", now: now, in: tx)
            }
        }
        #expect(try await workflowMail() == nil)
        #expect(try await workflowMail() == nil)
        #expect(try await workflowMail() == world.time.now.adding(.hours(1)))
        // Then the address's owner still gets a code, with which to sign in
        let own = world.browser()
        try await world.ask("victim@one.example", in: own)
        #expect(world.mails.count == 1)
        try await world.ask("victim@one.example", in: world.browser())
        #expect(world.mails.count == 1)
        #expect(try await world.answer(world.code, "victim@one.example", in: own).refusal == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `S8 one network asks for 120 codes an hour; a browser that is known, and other networks, for more`(
        store: TestStore
    ) async throws {
        let world = try await OnboardingWorld(store)
        let own = world.browser()
        try await world.ask("zab@webmail.example", in: own)
        _ = try await world.answer(world.code, "zab@webmail.example", in: own).get()
        let places = (1...119).map { Visitor(browser: "x", address: "192.0.2.\($0)") }
        for (number, place) in places.enumerated() {
            #expect(try await world.ask("a\(number)@one.example", in: world.browser(), from: place) == nil)
        }
        let refused = try await world.ask("b@one.example", in: world.browser(), from: places[0])
        #expect(refused == .tooManyCodes(retryAfterSeconds: 3_600))
        // known and unknown addresses are answered alike
        #expect(try await world.ask("taro@xyz-manufacture.example", in: world.browser()) == refused)
        #expect(try await world.ask("zab@webmail.example", in: own) == nil)
        let elsewhere = Visitor(browser: "x", address: "198.51.100.1")
        #expect(try await world.ask("b@one.example", in: world.browser(), from: elsewhere) == nil)
        let code = "select count(*) from security_event where code = 'network-limit'"
        #expect(try await world.count(code) == 2)
    }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.0/24"), ("192.0.2.255", "192.0.2.0/24"), ("198.51.100.1", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002/64"), ("2001:db8:1:2::", "20010db800010002/64"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"), ("127.0.0.1", nil), ("127.9.9.9", nil), ("::1", nil), ("", nil),
        ("localhost", nil), ("1.2.3", nil),
    ])
    func `S8 a network is a twenty-fourth or a sixty-fourth, and loopback is none`(address: String, network: String?) {
        #expect(Visitor(browser: "x", address: address).network == network)
    }
}

@Suite struct `S40 sign-ins are logged` {
    @Test(arguments: TestStore.allCases)
    func `a sign-in, a wrong code and a met limit are security events`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let browser = world.browser()
        try await world.ask("zab@webmail.example", in: browser)
        _ = try await world.answer("0", "zab@webmail.example", in: browser)
        _ = try await world.answer(world.code, "zab@webmail.example", in: browser)
        while try await world.ask("zab@webmail.example", in: world.browser()) == nil {}
        for code in ["signed-in", "wrong-code", "code-limit"] {
            #expect(try await world.count("select count(*) from security_event where code = $1", .text(code)) == 1)
        }
    }
}

extension Result where Failure == SignInRefusal {
    /// The refusal, if it is one.
    var refusal: SignInRefusal? {
        if case .failure(let refusal) = self { refusal } else { nil }
    }
}
