import Engine
import Onboarding
import Statecharts
import TestKit
import Testing

/// However a domain is typed, it is one identifier (`commit.md` C-36).
@Suite(.everyBoundary) struct `C36 spellings of one identifier` {
    private static let spellings: [(typed: [String], identifier: String)] = [
        (["EXAMPLE.co.jp", "ＥＸＡＭＰＬＥ.co.jp", "ｅｘａｍｐｌｅ．ｃｏ．ｊｐ", "example。co。jp"], "example.co.jp"),
        (["Äpfel.de", "äPFEL.DE", "A\u{308}pfel.de", "xn--pfel-koa.de", "XN--PFEL-KOA.de"], "xn--pfel-koa.de"),
    ]

    @Test(arguments: TestStore.allCases)
    func `C36 EXAMPLE.co.jp, its full width, and Äpfel.de in both cases are one identifier each`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        for (typed, identifier) in Self.spellings {
            let held = "select count(*) from held_identifier where identifier = '\(identifier)'"
            for (number, spelling) in typed.enumerated() {
                // who may not know is answered as for a free one, and only the first holds it
                let view = try await world.start("account-request", as: "anna", Requests.edited(domain: spelling))
                    .instance
                #expect(view.context["identifier"] == .text(identifier), "\(spelling)")
                #expect(try await world.count(held) == 1, "\(spelling)")
                if number == 0 {
                    _ = try await world.send("withdraw", to: view.id, as: "anna")
                    #expect(try await world.count(held) == 0)
                    _ = try await world.start("account-request", as: "anna", Requests.edited(domain: spelling))
                }
            }
        }
        #expect(try await world.count("select count(*) from held_identifier") == 2)
    }
}
