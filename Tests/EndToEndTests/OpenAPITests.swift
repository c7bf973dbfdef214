import Foundation
import Testing

/// What the server answers is what `/openapi.json` tells.
@Suite(.timeLimit(.minutes(5))) struct `U34 the document of the API` {
    @Test func `it is valid OpenAPI 3.1, and every answer of a long walk fits its schemas`() async throws {
        #expect(try await Self.fault([]) == nil)
    }

    @Test func `made-up requests get no 5xx and no answer that it does not tell`() async throws {
        #expect(try await Self.fault(["--fuzz"]) == nil)
    }

    /// What the check says; absent where it is content.
    private static func fault(_ words: [String]) async throws -> String? {
        try await blocking {
            let top = Program.repository
            let child = try ChildProcess(
                "\(top)/.venv/bin/python", ["\(top)/Tests/OpenAPI/check.py", Program.path] + words)
            let (output, talk) = child.readAll()
            return child.wait() == 0 ? nil : output + talk
        }
    }
}
