import Engine
import HTTPTypes
import Statecharts
import TestKit
import Testing

@testable import Web

@Suite struct `The path of a newcomer` {
    private static let taro = "taro@xyz-manufacture.example"

    @Test(arguments: TestStore.allCases)
    func `AC-01 and AC-02 a company's account goes from request to active by the mailed link`(store: TestStore)
        async throws
    {
        // Given Taro, signed in, with a complete profile
        let world = try await WebWorld(store)
        let taro = Browser(world)
        try await taro.signIn(Self.taro, in: world)
        // When he sends the form as it is prefilled
        let sent = try await taro.fill("/start/account-request")
        // Then he reads that it waits for him, and one mail went out
        let status = try await taro.get(try #require(sent.location))
        #expect(status.status == 200)
        #expect(status.text.contains("リクエストを受け付けました。"))
        #expect(status.text.contains("アクティベーション保留中"))
        #expect(status.text.contains("あと30日（12月21日まで）"))
        try await world.settle()
        #expect(world.mailbox.all.count == 2)
        // When he opens the link and presses the one button
        let opened = try await taro.open(try #require(world.linkPath(to: Self.taro)))
        let button = try #require(opened.forms.first { $0.action.hasSuffix("/events/activate") })
        let done = try await taro.press(button)
        // Then the account is active, the next steps show it, and the agreement waits with a badge
        let next = try await taro.get(try #require(done.location))
        #expect(next.text.contains("スマートアカウントが正常に作成されました"))
        #expect(next.text.contains("xyz-manufacture.example"))
        let account = try await taro.get("/accounts/xyz-manufacture.example")
        #expect(account.text.contains("有効"))
        #expect(account.body.contains("<span class=\"count\">1"))
        // And a second press of the same button finds its answer and does nothing more
        let history = try await world.count("select count(*) from history")
        let again = try await taro.press(button)
        #expect(again.status == 303)
        #expect(try await world.count("select count(*) from history") == history)
    }

    @Test(arguments: TestStore.allCases)
    func `AC-03 without a company address one is refused there, and the typed data is kept on the way`(
        store: TestStore
    ) async throws {
        // Given somebody new, whose profile has name and company and no address
        let world = try await WebWorld(store)
        let ines = Browser(world)
        try await ines.signIn("ines@quarry.example", in: world)
        try await ines.fill("/profile", ["firstName": "Inês", "lastName": "Costa", "company": "Quarry"])
        // When she asks for an account
        let typed = ["accountName": "Quarry & Sons", "headquarters.city": "Porto"]
        let refused = try await ines.fill("/start/account-request", typed.merging(Self.address) { $1 })
        // Then it is refused at the address, what she typed stands, and the profile is one press away
        #expect(refused.status == 422)
        #expect(refused.body.contains("<title>Error: "))
        #expect(refused.body.contains("href=\"#field-headquarters\""))
        #expect(refused.text.contains("Your profile has no company address yet."))
        let form = try #require(refused.forms.first { $0.action == "/start/account-request" })
        #expect(form.fields.contains { $0.name == "accountName" && $0.value == "Quarry & Sons" })
        let left = try await ines.press(form, ["_go": "profile"])
        #expect(left.location == "/profile?return=%2Fstart%2Faccount-request")
        // When she completes the profile
        let filled = Dictionary(
            uniqueKeysWithValues: Self.address.map { ("companyAddress" + $0.key.dropFirst(12), $0.value) })
        let back = try await ines.fill(
            try #require(left.location), filled.merging(["companyAddress.city": "Porto"]) { $1 })
        #expect(back.location == "/start/account-request")
        // Then the form stands as she left it, and is taken
        let again = try await ines.get("/start/account-request")
        let kept = try #require(again.forms.first { $0.action == "/start/account-request" })
        #expect(kept.fields.contains { $0.name == "accountName" && $0.value == "Quarry & Sons" })
        #expect(try await ines.finish(kept).status == 303)
    }

    private static let address = [
        "headquarters.country": "PT", "headquarters.line1": "Rua do Exemplo 1", "headquarters.postalCode": "4000-001",
    ]

    @Test(arguments: TestStore.allCases)
    func `AC-06 of two colleagues who ask at once one has the request, the other reads why not`(store: TestStore)
        async throws
    {
        let world = try await WebWorld(store)
        let taro = Browser(world)
        let jiro = Browser(world)
        try await taro.signIn(Self.taro, in: world)
        try await jiro.signIn("jiro@xyz-manufacture.example", in: world)
        let profile = ["firstName": "次郎", "lastName": "佐藤", "company": "XYZ", "language": "en"]
        let place = ["country": "JP", "line1": "1-2-3", "city": "Tokyo", "postalCode": "100-0001"]
        try await jiro.fill(
            "/profile", profile.merging(place.map { ("companyAddress.\($0.key)", $0.value) }) { $1 })
        let path = "/start/account-request"
        let forms = [try await taro.lastPage(path), try await jiro.lastPage(path)]
        async let first = taro.press(forms[0])
        async let second = jiro.press(forms[1])
        let answers = try await [first, second]
        #expect(answers.map(\.status).sorted().first == 303)
        let refused = try #require(answers.first { $0.status != 303 })
        #expect([409, 422].contains(refused.status))
        #expect(refused.body.contains("role=\"alert\""))
        let winner = answers[0].status == 303 ? "taro@" : "jiro@"
        #expect(!refused.body.contains(winner))
        #expect(try await world.count("select count(*) from instance") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `AC-07 the same form sent twice is one request with one mail and one answer`(store: TestStore) async throws {
        let world = try await WebWorld(store)
        let taro = Browser(world)
        try await taro.signIn(Self.taro, in: world)
        let form = try await taro.lastPage("/start/account-request")
        let first = try await taro.press(form)
        let second = try await taro.press(form)
        #expect(second.status == 303)
        #expect(second.location == first.location)
        try await world.settle()
        #expect(world.mailbox.all.filter { $0.mail.text.contains("/l/") }.count == 1)
        // And with other data it is refused, because it is another request
        let other = try await taro.press(form, ["accountName": "Another"])
        #expect(other.status == 422)
    }

    @Test(arguments: TestStore.allCases)
    func `AC-20 and AC-40 a limited account is active in one click, and its agreement is accepted`(store: TestStore)
        async throws
    {
        // Given Mohammad with a public address
        let world = try await WebWorld(store)
        let mohammad = Browser(world)
        try await mohammad.signIn("mohammad@webmail.example", in: world)
        let page = try await mohammad.get("/start/account-request")
        #expect(
            page.text.contains("I have the authority to create the account on behalf of my company or organization"))
        #expect(!page.body.contains("headquarters"))
        // When he presses Create Account
        let done = try await mohammad.press(try #require(page.forms.first { $0.action == "/start/account-request" }))
        // Then the next steps show the account
        #expect(done.location?.hasPrefix("/next-steps?account=") == true)
        let steps = try await mohammad.get(try #require(done.location))
        #expect(steps.body.contains(/[a-z0-9]{6}\.smb/))
        // When he accepts without ticking, he is told so at the box; with it, it is accepted
        let accept = try #require(
            steps.body.firstMatch(of: /href="(\/instances\/[^"]+\/events\/accept)"/).map { String($0.1) })
        let agreement = try await mohammad.get(accept)
        #expect(agreement.body.contains("role=\"region\""))
        let form = try #require(agreement.forms.first { $0.action == accept })
        let refused = try await mohammad.press(form)
        #expect(refused.status == 422)
        #expect(refused.body.contains("href=\"#field-authorised\""))
        let accepted = try await mohammad.press(form, ["authorised": "true"])
        let receipt = try await mohammad.get(try #require(accepted.location))
        #expect(receipt.text.contains("Agreement Acceptance Successful"))
        // Then the badge is gone and the account tells who accepted
        let account = try #require(steps.body.firstMatch(of: /href="(\/accounts\/[^"]+)"/).map { String($0.1) })
        #expect(!(try await mohammad.get(account).body.contains("class=\"count\"")))
        let text = try await mohammad.get("\(account)/agreements/1")
        #expect(text.text.contains("Accepted by Mohammad Aziz on 21 November 2026, 09:00 JST."))
        #expect(try await mohammad.get("/tasks").text.contains("Nothing waits for you."))
    }

    @Test(arguments: [
        ("", "Fill in this field."), (String(repeating: "a", count: 101), "at most 100 characters"),
        ("line\nbreak", "line break"), ("nul\u{0}", "cannot be shown"),
    ]) func `AC-22 a bad account name is refused at its field and kept as typed`(name: String, words: String)
        async throws
    {
        let world = try await WebWorld()
        let egain = Browser(world)
        try await egain.signIn("egain@webmail.example", in: world)
        let refused = try await egain.fill("/start/account-request", ["accountName": name])
        #expect(refused.status == 422)
        #expect(refused.body.contains("href=\"#field-accountName\""))
        #expect(refused.body.contains("id=\"field-accountName-error\""))
        #expect(refused.text.contains(words))
        #expect(try await world.count("select count(*) from instance") == 0)
    }

    @Test(arguments: TestStore.allCases)
    func `AC-21 a kind that the address does not allow is refused at its field`(store: TestStore) async throws {
        let world = try await WebWorld(store)
        let felipe = Browser(world)
        try await felipe.signIn("felipe@br.logica.example", in: world)
        let refused = try await felipe.fill("/start/account-request", ["kind": "limited"])
        #expect(refused.status == 422)
        #expect(refused.text.contains("use a standard account"))
    }

    @Test(arguments: TestStore.allCases)
    func `a stale page is told what happened and leads to the request`(store: TestStore) async throws {
        let world = try await WebWorld(store)
        let taro = Browser(world)
        try await taro.signIn(Self.taro, in: world)
        let sent = try await taro.fill("/start/account-request")
        let path = try #require(sent.location)
        let first = try await taro.get(path)
        let second = try await taro.get(path)
        try await taro.press(try #require(first.forms.first { $0.action.hasSuffix("/activate") }))
        let late = try await taro.press(try #require(second.forms.first { $0.action.hasSuffix("/resend") }))
        #expect(late.status == 409)
        #expect(late.body.contains("href=\"/instances/"))
    }

    @Test(arguments: TestStore.allCases)
    func `U17 the switch keeps the place and what was typed`(store: TestStore) async throws {
        let world = try await WebWorld(store)
        let egain = Browser(world)
        try await egain.signIn("egain@webmail.example", in: world)
        let page = try await egain.get("/start/account-request")
        let form = try #require(page.forms.first { $0.action == "/start/account-request" })
        let switched = try await egain.press(form, ["accountName": "Moreau & fils", "_language": "ja"])
        #expect(switched.status == 200)
        #expect(switched.headers[.contentLanguage] == "ja")
        #expect(switched.body.contains("<html lang=\"ja\">"))
        #expect(switched.body.contains("value=\"Moreau &amp; fils\""))
        #expect(try await egain.get("/tasks").headers[.contentLanguage] == "ja")
    }
}
