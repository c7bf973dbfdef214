import Engine
import Statecharts
import TestKit
import Testing

@testable import Web

/// What the page offers where an identifier is requested already (`domain.md` D-05).
@Suite struct `AC05 the page of a refused request` {
    private static let taro = "taro@xyz-manufacture.example"
    private static let jiro = "jiro@xyz-manufacture.example"
    private static let profile = [
        "firstName": "Jiro", "lastName": "Tanaka", "company": "XYZ", "phone": "+81 3 5555 0151", "language": "en",
        "companyAddress.country": "JP", "companyAddress.line1": "1-2-3", "companyAddress.city": "Chiyoda-ku",
        "companyAddress.postalCode": "100-0000",
    ]

    @Test(arguments: TestStore.allCases)
    func `AC05 it says since when, and one press promises word of the end`(store: TestStore) async throws {
        // Given Taro's request, still open, and a colleague
        let world = try await WebWorld(store)
        let taro = Browser(world)
        try await taro.signIn(Self.taro, in: world)
        try await taro.fill("/start/account-request")
        let jiro = Browser(world)
        try await jiro.signIn(Self.jiro, in: world)
        try await jiro.fill("/profile", Self.profile)
        // When the colleague asks for the same account
        let refused = try await jiro.fill("/start/account-request", ["accountName": "XYZ"])
        // Then the page names the day of the request and nobody, and offers to tell
        #expect(refused.status == 422)
        #expect(refused.text.contains("already requested for this domain on 21 November 2026"))
        #expect(!refused.text.contains("taro@") && !refused.text.contains("Yamada"))
        let button = try #require(refused.forms.first { $0.action == "/start/identifier-watch" })
        #expect(refused.text.contains("Tell me when it ends"))
        // When the button is pressed
        let pressed = try await jiro.press(button)
        let page = try await jiro.get(try #require(pressed.location))
        // Then the page says that a mail will come, and a press from the same page later leads there again
        #expect(page.text.contains("We will mail you once when that request has ended"))
        #expect(page.text.contains("xyz-manufacture.example"))
        let other = try await jiro.fill("/start/account-request", ["accountName": "XYZ"])
        let again = try #require(other.forms.first { $0.action == "/start/identifier-watch" })
        #expect(try await jiro.press(again).location == pressed.location)
        #expect(try await world.count("select count(*) from instance") == 2)
        // And the first page has no tile for it
        #expect(try await !jiro.get("/").body.contains("identifier-watch"))
    }

    @Test func `AC05 U34 the API tells the day in words, and the start as it takes one`() throws {
        let texts = try TextCatalog(files: TestWorld.shipped)
        let offer = OfferedStart(workflow: "identifier-watch", event: "watch", data: ["identifier": "one.example"])
        let fault = FieldError(
            field: nil, error: "identifierRequested", values: ["requestedAt": "2026-11-20T07:30:00Z"], offer: offer)
        let error = EngineError(
            .formInvalid, "Please correct.", fields: [fault],
            text: TextReference(workflow: "account-request", key: "forms.submit"))
        let problem = ProblemDetails(answering: error, in: Words(texts, in: .en))
        #expect(problem.errors.first?.detail.contains("on 20 November 2026") == true)
        #expect(problem.errors.first?.json["offer"]?["data"]?["identifier"] == "one.example")
    }
}
