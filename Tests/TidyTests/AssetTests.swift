import Foundation
import Testing

/// What is baked into the program is what lies in the folders.
@Suite struct `Baked-in files` {
    private static func tables() throws -> (embedded: Set<String>, named: Set<String>) {
        var embedded: Set<String> = []
        var named: Set<String> = []
        for path in try Repository.files(in: "Sources/CAssets", endingWith: ".c") {
            let text = try Repository.text(path)
            for match in text.matches(of: /#embed "([^"]+)"/) {
                let url = URL(filePath: "\(Repository.top)/Sources/CAssets/\(match.1)").standardizedFileURL
                embedded.insert(String(url.path.dropFirst(Repository.top.count + 1)))
            }
            for match in text.matches(of: /GENKAN_ASSET\("([^"]+)"/) { named.insert(String(match.1)) }
        }
        return (embedded, named)
    }

    @Test func `every table names what it embeds`() throws {
        let (embedded, named) = try Self.tables()
        #expect(embedded.symmetricDifference(named) == [])
    }

    @Test(arguments: ["SQL", "Workflows", "Sources/Web/Templates", "Sources/Web/Assets"])
    func `every file of a baked-in folder is in a table`(folder: String) throws {
        let (embedded, _) = try Self.tables()
        let files = try Repository.files(in: folder)
        #expect(!files.isEmpty)
        // the schema is for editors; the program never reads it
        for file in files where !file.hasSuffix(".schema.json") {
            #expect(embedded.contains(file), "\(file) is in no table of Sources/CAssets")
        }
    }

    @Test func `every migration is there for both stores`() throws {
        var twins: [String: Set<String>] = [:]
        for path in try Repository.files(in: "SQL") {
            let parts = try #require(
                path.wholeMatch(of: /(SQL\/[a-z]+\/\d{4}_[a-z_]+)\.(postgres|sqlite)\.sql/), "\(path)")
            twins[String(parts.1), default: []].insert(String(parts.2))
            #expect(try Repository.text(path).hasPrefix("-- "), "\(path) does not say what it is for")
        }
        #expect(!twins.isEmpty)
        for (migration, stores) in twins { #expect(stores == ["postgres", "sqlite"], "\(migration) has no twin") }
    }

    @Test func `every mail is there in two languages, as text and HTML`() throws {
        var variants: [String: Set<String>] = [:]
        for path in try Repository.files(in: "Workflows/texts", endingWith: ".mustache") {
            guard let match = path.wholeMatch(of: /(.*)\.(en|ja)\.(txt|html)\.mustache/) else { continue }
            variants[String(match.1), default: []].insert("\(match.2).\(match.3)")
        }
        #expect(variants.count >= 6)
        for (mail, found) in variants { #expect(found == ["en.txt", "en.html", "ja.txt", "ja.html"], "\(mail)") }
    }
}
