import Statecharts
import Testing

/// What the repository ships: workflows, texts and templates fit each other.
@Suite struct `Shipped workflows and texts` {
    @Test(arguments: RepositoryTexts.workflows)
    func `a shipped workflow finds each text and template it asks for, and uses all`(workflow: String) throws {
        do {
            let warnings = try RepositoryTexts.parse(workflow).warnings
            #expect(warnings.map(\.description) == [])
        } catch let error as DefinitionError {
            Issue.record("\(error.diagnostics.map(\.description).joined(separator: "\n"))")
        }
    }

    @Test(arguments: ["account-request", "agreement", "invitation", "common"])
    func `both languages have the same keys with the same placeholders`(folder: String) throws {
        let catalog = try RepositoryTexts.catalog()
        let keys = TextCatalog.languages.map { Set(catalog.texts(of: folder, in: $0).keys) }
        #expect(keys[0] == keys[1])
        #expect(keys[0].count >= 15)
        let inventory = catalog.inventory(of: folder)
        #expect(inventory.keys["en"] == inventory.keys["ja"])
    }

    /// Names that are written in Latin letters in both languages.
    private static let names: Set<String> = ["mail.language", "pages.site.name", "forms.profile.language.options.en"]

    @Test func `every Japanese text is Japanese`() throws {
        let catalog = try RepositoryTexts.catalog()
        for folder in ["account-request", "agreement", "invitation", "common"] {
            for (key, text) in catalog.texts(of: folder, in: "ja") where !Self.names.contains(key) {
                let words = text.split(separator: "{").enumerated().map { place, part in
                    place == 0 && !text.hasPrefix("{") ? part : part.drop { $0 != "}" }
                }.joined()
                guard words.contains(where: \.isLetter) else { continue }  // placeholders and marks between them
                let isJapanese = words.unicodeScalars.contains { (0x3040...0x9FFF).contains($0.value) }
                #expect(isJapanese, "\(folder) \(key): \(text)")
                #expect(!text.contains("仮想アカウント"), "\(folder) \(key) uses a banned word (U-22)")
            }
        }
    }

    @Test func `every built-in error of a form has its text`() throws {
        let catalog = try RepositoryTexts.catalog()
        let errors = [
            "required", "tooShort", "tooLong", "tooMany", "duplicate", "notAnEmail", "notADomain", "notAPhone",
            "notANumber", "outOfRange", "notAnOption", "controlCharacter", "notApplicable", "unknownField",
        ]
        for error in errors {
            for language in TextCatalog.languages {
                #expect(catalog.text("fields.\(error)", of: "account-request", in: language) != nil, "\(error)")
            }
        }
    }

    @Test(arguments: TextCatalog.languages)
    func `the numbers that texts name are those of the workflow file`(language: String) throws {
        let files = try RepositoryTexts.files()
        let request = files["Workflows/account-request.yaml"] ?? ""
        let agreement = files["Workflows/agreement.yaml"] ?? ""
        let catalog = try RepositoryTexts.catalog()
        let words = DateWords(language: language)
        func text(_ key: String) -> String { catalog.text(key, of: "account-request", in: language) ?? "" }
        func template(_ id: String) -> String { catalog.templates.first { $0.id == id }?.source ?? "" }

        #expect(request.contains("expire: { at: P30D, to: expired }"))
        #expect(text("states.expired.closed").contains(words.span(.days(30))))
        #expect(template("account-request.request-expired.\(language).txt").contains(words.span(.days(30))))
        #expect(request.contains("context.resentAt + duration('PT24H')"))
        #expect(text("events.resend.errors.tooSoon").contains(language == "ja" ? "24時間" : "24 hours"))
        #expect(request.contains("if: context.resends >= 5"))
        #expect(text("events.resend.errors.tooManyResends").contains(language == "ja" ? "5回" : "5 times"))
        #expect(agreement.contains("context.effectiveAt + duration('P30D')"))
        #expect(template("agreement.agreement-pending.\(language).txt").contains(words.span(.days(30))))
    }
}
