import Engine
import Statecharts
import Storage
import TestKit
import Testing

@testable import Onboarding

@Suite struct `What people see of accounts` {
    @Test(arguments: TestStore.allCases)
    func `a member sees the account, by id and by identifier in any case`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (id, identifier) = try await world.reserve()
        try await world.activate(id)
        let taro = try await world.person("taro@xyz-manufacture.example")
        let view = try #require(try await world.accounts.account(id: id, viewer: taro))
        #expect(view.account.identifier == identifier && view.roles == [.administrator])
        #expect(view.account.requestedBy?.email == taro.email && view.account.createdBy?.name == "山田 太郎")
        #expect(view.account.accountType == "Customer Smart Account")
        #expect(view.account.headquarters == taro.profile.companyAddress)
        #expect(try await world.accounts.account(identifier: "XYZ-Manufacture.example", viewer: taro) == view)
        let listed = try await world.accounts.accounts(of: taro)
        #expect(listed.map(\.account) == [view.account] && listed.map(\.roles) == [[.administrator]])
    }

    @Test(arguments: TestStore.allCases)
    func `S7 nobody else sees that it exists`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (id, identifier) = try await world.reserve()
        let taro = try await world.person("taro@xyz-manufacture.example")
        // Given a pending account: not even its requester is a member
        #expect(try await world.accounts.account(id: id, viewer: taro) == nil)
        try await world.activate(id)
        for email in ["zab@webmail.example", "guna@kestrel.example", "olga@vendor.example"] {
            let stranger = try await world.person(email)
            #expect(try await world.accounts.account(id: id, viewer: stranger) == nil)
            #expect(try await world.accounts.account(identifier: identifier, viewer: stranger) == nil)
            #expect(try await world.accounts.accounts(of: stranger).isEmpty)
        }
        #expect(try await world.accounts.account(identifier: "nobody.example", viewer: taro) == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `D06 a former identifier goes on finding its account and stays taken`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (id, _) = try await world.reserve()
        try await world.activate(id)
        try await world.database.transaction { tx in
            tx.write(
                .init("test.former", "insert into former_identifier (identifier, account_id) values ($1, $2)"),
                .text("r7u311.smb"), .text(id))
        }
        let taro = try await world.person("taro@xyz-manufacture.example")
        let view = try await world.accounts.account(identifier: "r7u311.smb", viewer: taro)
        #expect(view?.account.id == id && view?.account.formerIdentifiers == ["r7u311.smb"])
        #expect(try await world.fact("identifierStatus", .text("r7u311.smb")) == .text("active"))
    }

    @Test(arguments: TestStore.allCases)
    func `the directory knows members and staff as they are now`(store: TestStore) async throws {
        let world = try await OnboardingWorld(store)
        let (id, _) = try await world.reserve()
        try await world.activate(id)
        let taro = try await world.person("taro@xyz-manufacture.example")
        let olga = try await world.person("olga@vendor.example")
        try await world.database.read { tx in
            let directory = Directory.onboarding
            for right in ["administrators", "members"] {
                let holders = try directory.holders(GroupKey(noun: "account", id: id, right: right), tx)
                #expect(holders == [taro.directoryPerson])
            }
            for right in ["approvers", "users", "viewers", "owners"] {
                #expect(try directory.holders(GroupKey(noun: "account", id: id, right: right), tx).isEmpty)
            }
            let keys = Set(try directory.groups(taro.id, tx).map(\.text))
            #expect(keys == ["account:\(id):administrators", "account:\(id):members"])
            #expect(try directory.groups(olga.id, tx).map(\.text) == ["staff:operations:members"])
            let staff = try directory.holders(GroupKey(noun: "staff", id: "operations", right: "members"), tx)
            #expect(staff == [olga.directoryPerson])
            #expect(try directory.person("TARO@xyz-manufacture.example", tx) == taro.directoryPerson)
            #expect(try directory.personWithID(taro.id, tx)?.language == "ja")
            #expect(try directory.person("nobody@one.example", tx) == nil)
        }
        #expect(
            Directory.onboarding.rights["account"] == ["administrators", "users", "viewers", "approvers", "members"])
        #expect(Directory.onboarding.staffGroups == ["operations", "domain-review", "support"])
    }
}
