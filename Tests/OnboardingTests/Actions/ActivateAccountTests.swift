import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `Activating an account` {
    @Test(arguments: TestStore.allCases)
    func `AC02 makes the approver administrator, the virtual account DEFAULT and lines in the log`(
        store: TestStore
    ) async throws {
        // Given a pending account
        let world = try await OnboardingWorld(store)
        let (id, _) = try await world.reserve()
        // When it is activated
        world.time.advance(.hours(1))
        try await world.activate(id)
        // Then it is active with one administrator, DEFAULT, a pending agreement and its log
        let taro = try await world.person("taro@xyz-manufacture.example")
        let view = try #require(try await world.accounts.account(id: id, viewer: taro))
        #expect(view.account.status == .active && view.account.activatedAt == world.time.now)
        #expect(view.members.map(\.person.id) == [taro.id] && view.members.map(\.role) == [.administrator])
        #expect(view.virtualAccounts.map(\.name) == ["DEFAULT"])
        #expect(
            view.virtualAccounts.map(\.description)
                == ["This is the default virtual account created during company account creation"])
        #expect(view.agreements.map { $0.standing(at: world.time.now) } == [.pending])
        #expect(view.agreements.map { $0.standing(at: world.time.now.adding(.days(30))) } == [.overdue])
        #expect(view.events.reversed().map(\.verb) == [.requested, .activated, .memberAdded, .virtualAccountAdded])
        #expect(view.events.allSatisfy { $0.personID == taro.id })
    }

    @Test(arguments: TestStore.allCases)
    func `AC20 a limited one takes its head office from the approver's profile`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let email = "mohammad@webmail.example"
        let (id, identifier) = try await world.reserve(.limited, "webmail.example", by: email)
        try await world.activate(id, .limited, name: "st elizabeth hospital", by: email)
        let mohammad = try await world.person(email)
        let account = try #require(try await world.accounts.account(identifier: identifier, viewer: mohammad)?.account)
        #expect(account.kind == .limited && account.headquarters == mohammad.profile.companyAddress)
    }

    @Test(arguments: TestStore.allCases)
    func `D48 another name at activation is kept and logged`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (id, _) = try await world.reserve()
        try await world.activate(id, name: "XYZ Manufacture")
        let taro = try await world.person("taro@xyz-manufacture.example")
        let view = try #require(try await world.accounts.account(id: id, viewer: taro))
        #expect(view.account.name == "XYZ Manufacture")
        #expect(view.events.first { $0.verb == .renamed }?.detail == ["from": "XYZ製作所", "to": "XYZ Manufacture"])
    }

    @Test(arguments: TestStore.allCases)
    func `what is not pending cannot be activated, and nothing is written`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (id, _) = try await world.reserve()
        try await world.activate(id)
        await #expect(throws: OnboardingFault.self) { try await world.activate(id) }
        let (other, _) = try await world.reserve(.standard, "dune.example")
        try await world.perform(ReleaseAccount(), ["account": .text(other)])
        await #expect(throws: OnboardingFault.self) { try await world.activate(other) }
        await #expect(throws: OnboardingFault.self) { try await world.activate("none") }
        #expect(try await world.count("select count(*) from member") == 1)
        #expect(try await world.count("select count(*) from virtual_account") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `releasing is harmless twice and does nothing to an active account`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (pending, _) = try await world.reserve(.standard, "dune.example")
        for _ in 1...2 { try await world.perform(ReleaseAccount(), ["account": .text(pending)]) }
        #expect(try await world.count("select count(*) from account_event where verb = 'released'") == 1)
        let (active, _) = try await world.reserve()
        try await world.activate(active)
        try await world.perform(ReleaseAccount(), ["account": .text(active)])
        #expect(try await world.count("select count(*) from account where status = 'active'") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `the log of an account is neither edited nor removed`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        _ = try await world.reserve()
        for text in ["update account_event set verb = 'released'", "delete from account_event"] {
            await #expect(throws: (any Error).self) {
                try await world.database.transaction { tx in tx.write(.init("test.edit", text)) }
            }
        }
        #expect(try await world.count("select count(*) from account_event where verb = 'requested'") == 1)
    }
}
