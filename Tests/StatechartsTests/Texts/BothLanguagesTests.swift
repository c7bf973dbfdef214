import Foundation
import Statecharts
import Testing

/// Every page and mail in both languages (`domain.md` AC-108), over definitions and texts: new ones join by themselves.
@Suite struct `AC108 both languages` {
    @Test func `AC108 every text, label and mail that a definition asks for is there in both languages`() throws {
        let workflows = try RepositoryTexts.allWorkflows()
        #expect(workflows.count >= 3)
        for workflow in workflows {
            do {
                // the load checks E025, E028 and E029 ask for each key and template
                let (definition, warnings) = try RepositoryTexts.parse(workflow)
                #expect(warnings.map(\.description) == [])
                let templates = try RepositoryTexts.catalog().inventory(of: workflow).templates
                for mail in definition.mails.values {
                    let parts = templates[mail.template]?.keys.sorted()
                    #expect(parts == ["en.html", "en.txt", "ja.html", "ja.txt"], "\(workflow) \(mail.name)")
                }
            } catch let error as DefinitionError {
                Issue.record("\(error.diagnostics.map(\.description).joined(separator: "\n"))")
            }
        }
    }

    @Test func `AC108 both languages have the same keys with the same placeholders in every folder of texts`() throws {
        let catalog = try RepositoryTexts.catalog()
        for folder in try RepositoryTexts.allWorkflows() + [TextCatalog.common] {
            let inventory = catalog.inventory(of: folder)
            #expect(inventory.keys["en"] == inventory.keys["ja"], "\(folder)")
            #expect(inventory.keys["en"]?.isEmpty == false, "\(folder)")
        }
    }

    @Test func `AC108 every text that a page names in its code is there in both languages`() throws {
        let repository = BrokenFolder.repository
        let pages = try repository.appending(path: "Sources/Web").files { $0.hasSuffix(".swift") }
        let catalog = try RepositoryTexts.catalog()
        var count = 0
        for (path, source) in pages {
            for match in source.matches(of: #/page\("([A-Za-z0-9.-]+)"/#) {
                count += 1
                for language in TextCatalog.languages {
                    let text = catalog.text("pages.\(match.1)", of: TextCatalog.common, in: language)
                    #expect(text != nil, "\(path): pages.\(match.1) in \(language)")
                }
            }
        }
        #expect(count >= 40, "\(count)")
    }

    @Test func `AC108 every workflow and state has a title in both languages, the Japanese one in Japanese`() throws {
        for workflow in try RepositoryTexts.allWorkflows() {
            let definition = try RepositoryTexts.parse(workflow).definition
            for title in [definition.title] + definition.states.compactMap(\.title) {
                let isLatin = title.en.unicodeScalars.allSatisfy { $0.isASCII }
                let isJapanese = title.ja.unicodeScalars.contains { (0x3040...0x9FFF).contains($0.value) }
                #expect(isLatin && isJapanese, "\(workflow): \(title.en), \(title.ja)")
            }
        }
    }

    /// `domain.md` 4.1 to 4.3, whose titles are the deck's where it has one.
    private static let titles = [
        "account-request.domainReview": "ドメインの承認待ち", "account-request.reasonNeeded": "理由確認待ち",
        "account-request.awaitingActivation": "アクティベーション保留中", "account-request.approverUnknown": "転送先不明",
        "account-request.active": "アクティベーション完了", "account-request.denied": "承認されませんでした",
        "account-request.deleted": "削除済み", "account-request.withdrawn": "取り下げ", "account-request.expired": "期限切れ",
        "agreement.pending": "保留中", "agreement.accepted": "承諾済み", "agreement.overdue": "承諾期限切れ",
        "invitation.sent": "招待中",
    ]

    @Test(arguments: titles.keys.sorted())
    func `AC108 a state has the deck's Japanese title`(place: String) throws {
        let parts = place.split(separator: ".").map(String.init)
        let definition = try RepositoryTexts.parse(parts[0]).definition
        #expect(definition.state(parts[1])?.title?.ja == Self.titles[place])
    }
}
