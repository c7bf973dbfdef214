import Foundation
import Statecharts
import TestKit
import Testing

/// Evidence on pages and in the API.
@Suite struct `S21 what a reviewer is shown` {
    /// Anna asks for a look-alike of her own domain, by the API.
    private func asked(_ store: TestStore = .sqlite) async throws -> (api: APIWorld, path: String) {
        let api = try await APIWorld(store)
        let reply = try await api.post(
            "/workflows/account-request/instances",
            #"""
            {"data": {"authority": "self", "accountName": "Kestrel Lab", "editIdentifier": true,
            "domain": "k\u0435strel.example", "justification": "A second account for our lab.",
            "phone": "+44 20 7946 0199", "headquarters": {"country": "GB", "line1": "1 Sample Street",
            "city": "London", "postalCode": "SW1A 0AA"}}}
            """#, as: try await api.token("anna@kestrel.example"))
        try #require(reply.json["state"] == "domainReview", "\(reply.json)")
        return (api, "/instances/\(reply.json["id"]?.stringValue ?? "")")
    }

    @Test(arguments: TestStore.allCases)
    func `the API gives it to reviewers, and an empty list to the requester`(store: TestStore) async throws {
        let (api, path) = try await asked(store)
        let reply = try await api.get(path, as: try await api.token("rei@vendor.example"))
        let evidence = try #require(reply.json["evidence"]?[0])
        #expect(evidence["role"] == "reviewer" && evidence["state"] == "domainReview")
        #expect(evidence["items"]?["mixesScripts"] == true && evidence["items"]?["change"] == "domain")
        #expect(evidence["items"]?["question"]?.isNull == true)
        let own = try await api.get(path, as: try await api.token("anna@kestrel.example"))
        #expect(own.status == 200 && own.json["evidence"]?.arrayValue?.isEmpty == true)
        let stranger = try await api.get(path, as: try await api.token("olga@vendor.example"))
        #expect(stranger.status == 404)
    }

    @Test func `the page has both spellings and the alerts, in both languages, also beside each answer`() async throws {
        let (api, path) = try await asked()
        for (language, heading, alert, none) in [
            ("en", "Evidence", "Mixes scripts that no language mixes Yes", "None"),
            ("ja", "審査資料", "通常は混在しない文字体系の混在 はい", "なし"),
        ] {
            let rei = Browser(api.world)
            try await rei.signIn("rei@vendor.example", in: api.world)
            let switching = try #require(try await rei.get(path).forms.first { $0.action == "/language" })
            try await rei.press(switching, ["language": language])
            for place in [path, "\(path)/events/approveDomain", "\(path)/events/denyDomain"] {
                let page = try await rei.get(place)
                #expect(page.status == 200)
                for words in [
                    heading, alert, none, "kеstrel.example (xn--", "+44 20 7946 0199", "anna@kestrel.example",
                ] {
                    #expect(page.text.contains(words), "\(words) on \(place)")
                }
            }
        }
        let anna = Browser(api.world)
        try await anna.signIn("anna@kestrel.example", in: api.world)
        let own = try await anna.get(path)
        #expect(own.status == 200 && !own.text.contains("Evidence") && !own.text.contains("Mixes scripts"))
        #expect(own.text.contains("What was asked for"))
    }
}
