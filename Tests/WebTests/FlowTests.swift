import Testing

@testable import Web

@Suite struct `The path of a newcomer` {
    @Test func `AC-01 and AC-02 a company's account goes from request to active by the mailed link`() async throws {
        // Given Taro, signed in, with a complete profile
        let world = try await WebWorld()
        let taro = Browser(world)
        try await taro.signIn("taro@xyz-manufacture.example", in: world)
        // When he sends the form as it is prefilled
        let sent = try await taro.fill("/start/account-request")
        // Then he reads that it waits for him, and one mail went out
        let status = try await taro.get(try #require(sent.location))
        #expect(status.status == 200)
        #expect(status.text.contains("アクティベーション保留中"))
        try await world.settle()
        // When he opens the link and presses the one button
        let opened = try await taro.open(try #require(world.linkPath(to: "taro@xyz-manufacture.example")))
        let button = try #require(opened.forms.first { $0.action.hasSuffix("/events/activate") })
        let done = try await taro.press(button)
        // Then the account is active and the next steps show it
        let next = try await taro.get(try #require(done.location))
        #expect(next.text.contains("スマートアカウントが正常に作成されました"))
        #expect(next.text.contains("xyz-manufacture.example"))
    }
}
