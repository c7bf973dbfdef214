import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// Flow (c): a limited account in one click, for people with a public address (`domain.md` 9).
@Suite(.everyBoundary) struct `AC20 to AC22 a limited account` {
    @Test(arguments: TestStore.allCases)
    func `AC20 one click makes it active, with an identifier of its own`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        let view = try await world.start("account-request", as: "mohammad", Requests.limited()).instance
        #expect(view.state == "active" && view.revision == 1)
        try await world.settle()
        let account = try #require(
            try await world.accounts.account(id: world.account(of: view), viewer: world.person("mohammad")))
        #expect(account.account.kind == .limited && account.account.status == .active)
        let labels = account.account.identifier.split(separator: ".")
        #expect(labels.count == 2 && labels[0].utf8.count == 6 && labels[1] == "smb")
        #expect(labels[0].utf8.allSatisfy { (48...57).contains($0) || (97...122).contains($0) })
        #expect(account.members.map(\.role) == [.administrator])
        #expect(world.mailbox.all.map(\.to) == ["mohammad@webmail.example"])
        #expect(world.mailbox.all.first?.mail.text.contains("http://127.0.0.1:8080/next-steps") == true)
        #expect(try await world.newest("agreement")?.state == "pending")
    }

    @Test(arguments: TestStore.allCases)
    func `AC21 a company address gets no limited account, a public one no standard one`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        let limited = JSON.object((Requests.standard().objectValue ?? []) + [("kind", "limited")])
        let first = try await world.refusal { _ = try await world.start("account-request", as: "taro", limited) }
        #expect(first?.fields == [FieldError(field: "kind", error: "useStandard")])
        let standard = JSON.object((Requests.limited().objectValue ?? []) + [("kind", "standard")])
        let second = try await world.refusal {
            _ = try await world.start("account-request", as: "mohammad", standard)
        }
        #expect(second?.fields == [FieldError(field: "kind", error: "useLimited")])
        #expect(try await world.count("select count(*) from account") == 0)
    }

    @Test(
        arguments: TestStore.allCases,
        [("", "required"), (String(repeating: "x", count: 101), "tooLong"), ("two\nlines", "controlCharacter")])
    func `AC22 an account name that does not do is refused at the field`(
        store: TestStore, name: (text: String, error: String)
    ) async throws {
        let world = try await TestWorld(store)
        let refused = try await world.refusal {
            _ = try await world.start("account-request", as: "mohammad", Requests.limited(name.text))
        }
        #expect(refused?.status == 422)
        #expect(refused?.fields.map(\.field) == ["accountName"])
        #expect(refused?.fields.map(\.error) == [name.error])
        #expect(try await world.count("select count(*) from history") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `names are kept as typed`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        for (person, name) in [("zab", "㈱髙﨑 𠮷田"), ("mohammad", "O'Brien & <Sons>"), ("egain", "神\u{FA19}社")] {
            let view = try await world.start("account-request", as: person, Requests.limited(name)).instance
            #expect(view.context["accountName"] == .text(name))
        }
    }
}
