import TestKit
import Testing

@testable import Web

/// The second click, F5 and Back.
@Suite struct `C-49 a form sent again` {
    private static let taro = "taro@xyz-manufacture.example"

    @Test(arguments: TestStore.allCases)
    func `C-49 a double click, F5 and Back make one request and lead to the same page`(store: TestStore) async throws {
        let world = try await WebWorld(store)
        let taro = Browser(world)
        try await taro.signIn(Self.taro, in: world)
        let form = try await taro.lastPage("/start/account-request")
        var locations: [String?] = []
        for _ in 0..<3 { locations.append(try await taro.press(form).location) }
        #expect(Set(locations).count == 1 && locations[0] != nil)
        #expect(try await world.count("select count(*) from instance") == 1)
        #expect(try await world.count("select count(*) from history") == 1)
        try await world.settle()
        #expect(try await world.count("select count(*) from sent where kind = 'activate-account'") == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `C-49 Activate pressed twice is one entry, and the page is drawn with today's rights`(store: TestStore)
        async throws
    {
        let world = try await WebWorld(store)
        let taro = Browser(world)
        try await taro.signIn(Self.taro, in: world)
        _ = try await taro.fill("/start/account-request")
        try await world.settle()
        let opened = try await taro.open(try #require(world.linkPath(to: Self.taro)))
        let button = try #require(opened.forms.first { $0.action.hasSuffix("/events/activate") })
        let first = try await taro.press(button)
        let again = try await taro.press(button)
        #expect(first.status == 303 && again.status == 303)
        #expect(again.location == first.location)
        #expect(try await world.count("select count(*) from history where entry like '%.activate#%'") == 1)
        #expect(try await world.count("select count(*) from account where status = 'active'") == 1)
        // Back and pressed anew without the session: nothing more
        taro.cookies = [:]
        #expect(try await taro.press(button).location != first.location)
        #expect(try await world.count("select count(*) from history where entry like '%.activate#%'") == 1)
    }
}
