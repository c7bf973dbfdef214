import Foundation
import Testing

/// What the documents say is there.
@Suite struct `Documents` {
    /// The codes of `EngineError.Code`.
    private static func engineCodes() throws -> [String] {
        try Repository.text("Sources/Engine/EngineError.swift").matches(of: /case \w+ = "([a-z-]+)"/).map {
            String($0.1)
        }
    }

    @Test func `every code of a refusal has its row in docs errors`() throws {
        let table = try Repository.text("docs/errors.md")
        let codes = try Self.engineCodes()
        #expect(codes.count >= 16)
        for code in codes { #expect(table.contains("| `\(code)` |"), "\(code)") }
    }

    @Test(arguments: ["en", "ja"])
    func `every code of a refusal has its words`(language: String) throws {
        let texts = try Repository.text("Workflows/texts/common/\(language).yaml")
        for code in try Self.engineCodes() { #expect(texts.contains("\n  \(code): "), "\(code)") }
    }

    @Test func `U33 every code of a definition's fault has its paragraph in docs errors`() throws {
        let page = try Repository.text("docs/errors.md")
        var codes: Set<String> = []
        for folder in ["Sources/Statecharts", "Sources/Delivery", "Sources/Engine"] {
            for path in try Repository.files(in: folder, endingWith: ".swift") {
                for match in try Repository.text(path).matches(of: /"([EW][0-9]{3})"/) { codes.insert(String(match.1)) }
            }
        }
        #expect(codes.count > 40)
        for code in codes.sorted() {
            let paragraph = page.firstMatch(of: try Regex("\n### \(code)\n([^#\n][^\n]{60,})\n"))
            #expect(paragraph != nil, "\(code)")
        }
    }

    @Test func `every link in the documents leads somewhere`() throws {
        let documents = try ["README.md", "CHANGELOG.md"] + Repository.files(in: "docs", endingWith: ".md")
        for document in documents {
            let folder = URL(filePath: "/\(document)").deletingLastPathComponent()
            for match in try Repository.text(document).matches(of: /\]\(([^)#]+)(?:#[^)]*)?\)/) {
                let target = String(match.1)
                guard !target.hasPrefix("http") else { continue }
                let path = String(folder.appending(path: target).standardizedFileURL.path.dropFirst())
                #expect(Repository.exists(path), "\(document): \(target)")
            }
        }
    }

    @Test func `every test that docs reliability names is there`() throws {
        let files = try Repository.files(in: "Tests", endingWith: ".swift")
        let names = try files.flatMap { path in
            try Repository.text(path).matches(of: /(?:struct|func) `([^`]+)`/).map { String($0.1) }
        }
        let rows = try Repository.text("docs/reliability.md").split(separator: "\n").filter { $0.hasPrefix("| ") }
        var named: Set<String> = []
        for row in rows {
            let last = row.split(separator: "|").last ?? ""
            for match in last.matches(of: /`([^`]+)`/) { named.insert(String(match.1)) }
        }
        #expect(named.count > 25)
        for name in named.sorted() { #expect(names.contains { $0.hasPrefix(name) }, "\(name)") }
    }

    @Test func `make help lists every target`() throws {
        let makefile = try Repository.text("Makefile")
        let phony = makefile.firstMatch(of: /\.PHONY: (.*)/).map { $0.1.split(separator: " ").map(String.init) } ?? []
        let targets = makefile.matches(of: /\n([a-z-]+):/).map { String($0.1) }
        #expect(Set(phony) == Set(targets))
        #expect(targets.count >= 10)
        for target in targets {
            let hasWords = makefile.contains(try Regex("\\n\(target):[^\\n]*## \\S"))
            #expect(hasWords, "make \(target) has no ## comment")
        }
    }
}
