import Foundation
import Testing

/// `Dockerfile` and `docker-compose.yml` by lint: no engine runs them here, and both say so.
@Suite struct `Containers` {
    private static let files = ["Dockerfile", "docker-compose.yml"]

    /// Names of the environment that the program reads.
    private static func settings() throws -> Set<String> {
        var names: Set<String> = []
        for path in try Repository.files(in: "Sources/genkan", endingWith: ".swift") {
            for match in try Repository.text(path).matches(of: /"(GENKAN_[A-Z_]+)"/) { names.insert(String(match.1)) }
        }
        return names
    }

    private static func commands() throws -> Set<String> {
        var names: Set<String> = []
        for path in try Repository.files(in: "Sources/genkan/Commands", endingWith: ".swift") {
            for match in try Repository.text(path).matches(of: /commandName: "([a-z-]+)"/) {
                names.insert(String(match.1))
            }
        }
        return names
    }

    @Test(arguments: files)
    func `a file says that it is checked by lint only, and so do the documents`(file: String) throws {
        let head = try Repository.lines(file)[0]
        #expect(head.contains("Checked by lint only (Tests/TidyTests)"), "\(head)")
        #expect(try Repository.text("docs/postgresql.md").contains("checked by lint only"))
    }

    @Test(arguments: files)
    func `every image has a version, and none is the latest`(file: String) throws {
        let text = try Repository.text(file)
        let images = text.matches(of: /(?m)^(?:FROM|\s+image:)\s+(\S+)/).map { String($0.1) }
        #expect(!images.isEmpty)
        for image in images {
            #expect(image.contains(/:[a-z]*\.?[0-9][^:]*$/), "\(file): \(image)")
            #expect(!image.hasSuffix(":latest"))
        }
    }

    @Test(arguments: files)
    func `every setting is one that the program reads, every command one that it has`(file: String) throws {
        let text = try Repository.text(file)
        let own = text.matches(of: /(GENKAN_[A-Z_]+)(?::\s|=)/).map { String($0.1) }
        #expect(own.count >= 3)
        #expect(Set(own).subtracting(try Self.settings()) == [])
        let words = text.matches(of: /(?:CMD|command:) \["([a-z]+)"/).map { String($0.1) }.filter { $0 != "pg_isready" }
        #expect(!words.isEmpty)
        #expect(Set(words).subtracting(try Self.commands()) == [], "\(words)")
    }

    @Test func `the image copies what is there, runs as nobody special, and asks for readiness`() throws {
        let text = try Repository.text("Dockerfile")
        for match in text.matches(of: /(?m)^COPY (?!--)(\S+)\s/) {
            #expect(Repository.exists(String(match.1)), "COPY \(match.1)")
        }
        // targets that the manifest names must be there when it is read
        for folder in ["Sources", "Tests", "SQL", "Workflows", "Data"] { #expect(text.contains("COPY \(folder) ")) }
        #expect(text.contains("\nUSER genkan\n"))
        #expect(text.contains("GET /health/ready HTTP/1.1"))
        #expect(try Repository.text("Sources/Web/StaticRoutes.swift").contains(#""/health/ready""#))
        #expect(text.contains("\nSTOPSIGNAL SIGTERM\n"))
        #expect(text.contains(#"ENTRYPOINT ["genkan"]"#))
    }

    @Test func `the composition gives time to stop, mounts what is there, and has no password in it`() throws {
        let text = try Repository.text("docker-compose.yml")
        #expect(!text.contains("\t"))
        let grace = text.firstMatch(of: /stop_grace_period: (\d+)s/).flatMap { Int($0.1) }
        #expect((grace ?? 0) > 25, "the program takes up to 25 s")
        for match in text.matches(of: /- \.\/([^:\s]+):/) { #expect(Repository.exists(String(match.1)), "\(match.1)") }
        for match in text.matches(of: /(?m)PASSWORD: (.*)$/) {
            #expect(match.1.hasPrefix("${"), "a password comes from outside: \(match.1)")
        }
        let roles = try Repository.text("scripts/postgres-roles.sql")
        for match in text.matches(of: /postgresql:\/\/([a-z_]+)@db/) { #expect(roles.contains(String(match.1))) }
    }
}
