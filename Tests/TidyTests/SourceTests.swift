import Foundation
import Testing

/// What the sources may import, how long they may be, and what stands in one file only.
@Suite struct `Sources` {
    static let allowedImports: [String: Set<String>] = [
        "DomainNames": ["CICU", "Foundation"],
        "Statecharts": ["Crypto", "DomainNames", "Foundation", "Yams"],
        "Templates": ["Foundation", "Mustache", "Synchronization"],
        "Storage": [
            "CAssets", "CPostgreSQL", "Crypto", "Dispatch", "Foundation", "GRDB", "GRDBSQLite", "Synchronization",
        ],
        "Engine": [
            "Crypto", "Foundation", "Logging", "ServiceLifecycle", "Statecharts", "Storage", "Synchronization",
        ],
        "Onboarding": ["Crypto", "DomainNames", "Engine", "Foundation", "Statecharts", "Storage", "Synchronization"],
        "Delivery": [
            "CCurl", "DomainNames", "Engine", "Foundation", "Mustache", "Statecharts", "Storage", "Synchronization",
            "Templates",
        ],
        "Web": [
            "Crypto", "DomainNames", "Engine", "Foundation", "HTTPTypes", "Hummingbird", "Logging", "Mustache",
            "NIOCore",
            "NIOHTTPTypes", "Onboarding", "ServiceLifecycle", "Statecharts", "Storage", "Synchronization", "Templates",
        ],
        "genkan": [
            "ArgumentParser", "Delivery", "DomainNames", "Engine", "Foundation", "Logging", "Onboarding",
            "ServiceLifecycle", "Statecharts", "Storage", "Synchronization", "UnixSignals", "Web",
        ],
        "Bench": [
            "Delivery", "Engine", "Foundation", "GRDBSQLite", "Logging", "Onboarding", "ServiceLifecycle",
            "Statecharts", "Storage", "Synchronization", "TestKit", "Web",
        ],
    ]

    @Test(arguments: allowedImports.keys.sorted())
    func `a module imports only what stands below it`(module: String) throws {
        let allowed = Self.allowedImports[module] ?? []
        for path in try Repository.files(in: "Sources/\(module)", endingWith: ".swift") {
            for line in try Repository.lines(path) {
                guard let match = line.firstMatch(of: /^(?:public |package |private |@\w+ )*import (\w+)/) else {
                    continue
                }
                #expect(allowed.contains(String(match.1)), "\(path): import \(match.1)")
            }
        }
    }

    @Test func `every module has its list of imports`() throws {
        let modules = try FileManager.default.contentsOfDirectory(atPath: "\(Repository.top)/Sources")
        #expect(Set(modules).subtracting(["CAssets", "CCurl", "CICU", "CPostgreSQL"]) == Set(Self.allowedImports.keys))
    }

    @Test func `no file has more than 400 lines, and no function more than 70`() throws {
        for path in try Repository.files(in: "Sources", endingWith: ".swift") {
            let lines = try Repository.lines(path)
            #expect(lines.count <= 401, "\(path) has \(lines.count) lines")
            var open: (line: Int, indent: Int)?
            for (number, line) in lines.enumerated() {
                let indent = line.prefix { $0 == " " }.count
                if open == nil, line.contains(/^\s*(?:[\w@()]+ )*(?:func|init)\b/) { open = (number, indent) }
                guard let (start, depth) = open, indent == depth, line.dropFirst(indent).hasPrefix("}") else {
                    continue
                }
                #expect(number - start <= 70, "\(path):\(start + 1): \(number - start) lines")
                open = nil
            }
        }
    }

    /// A word, and the files that may use it, by the ends of their paths.
    static let bannedWords: [(word: String, allowed: [String])] = [
        (#"\bDate\(\)"#, ["Clock/TimeSource.swift"]), (#"Task\.sleep"#, ["Clock/TimeSource.swift"]),
        (#"\bUUID\(\)"#, []), ("SystemRandomNumberGenerator", ["Engine/Engine.swift"]),
        (#"\.random\(in:"#, ["Engine/Engine.swift"]), (#"\bgetenv\("#, []),
        (#"ProcessInfo\.processInfo"#, ["genkan/Composition/Environment.swift"]), (#"\btry!"#, []), (#"\bas!"#, []),
        ("fatalError", []), ("TODO", []), ("FIXME", []), (#"\bTask \{"#, []), (#"Task\.detached"#, []),
        (#"nonisolated\(unsafe\)"#, []), (#"\bu?sleep\("#, []),
        ("@unchecked Sendable", ["Postgres/PostgresCanceller.swift"]),
    ]

    @Test(arguments: bannedWords.map(\.word))
    func `a banned word stands in its one file only`(word: String) throws {
        let allowed = Self.bannedWords.first { $0.word == word }?.allowed ?? []
        let pattern = try Regex(word)
        for path in try Repository.files(in: "Sources", endingWith: ".swift")
        where !path.hasPrefix("Sources/Bench/") && !allowed.contains(where: path.hasSuffix) {
            for (number, line) in try Repository.lines(path).enumerated() where line.contains(pattern) {
                Issue.record("\(path):\(number + 1): \(line)")
            }
        }
    }

    @Test func `every dependency is exact`() throws {
        let manifest = try Repository.text("Package.swift")
        #expect(!manifest.contains("from:"))
        let packages = manifest.matches(of: /\.package\(url:/).count
        #expect(packages > 0)
        #expect(manifest.matches(of: /exact:/).count == packages)
    }
}
