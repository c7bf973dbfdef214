import Foundation
import TestKit
import Testing

/// A server that is told to stop ends what it has begun and begins nothing (R-30).
@Suite struct `R30 stopping` {
    private static let body = #"{"data": {"host": "maria@converge.example", "day": "Monday"}}"#

    private struct Stage {
        let folder: TemporaryFolder
        let server: RunningServer
        /// A start of an instance of which the server has read half.
        let begun: HTTPConnection
    }

    /// A server in the midst of a request.
    private func stage() throws -> Stage {
        let folder = try TemporaryFolder()
        let url = "sqlite:\(folder.file("a.sqlite"))"
        let example = ["--workflows", "\(Program.repository)/docs/example"]
        let server = try RunningServer(url: url, example)
        let token = try ChildProcess(
            Program.path, ["token", "create", "--email", "taro@xyz-manufacture.example", "--database", url] + example
        ).readAll().output.trimmingCharacters(in: .newlines)
        let begun = try server.connect()
        // the answer to the first proves that the second was read: both went in one piece
        try begun.write(
            "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /api/v1/workflows/visitor-badge/instances HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(Self.body.utf8.count)\r\n\r\n" + Self.body.prefix(10))
        #expect(try begun.answer().status == 200)
        return Stage(folder: folder, server: server, begun: begun)
    }

    /// Returns when nobody gets in any more.
    private func waitUntilClosed(_ server: RunningServer) -> Bool {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            if (try? server.connect()) == nil { return true }
        }
        return false
    }

    @Test func `after SIGTERM nobody new gets in, it is not ready, what was begun is done, and the end is 0`()
        async throws
    {
        try await blocking {
            let stage = try stage()
            stage.server.child.stop(SIGTERM)
            #expect(waitUntilClosed(stage.server))
            try stage.begun.write(
                Self.body.dropFirst(10) + "GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try stage.begun.answer().status == 201)
            let ready = try stage.begun.answer()
            #expect(ready.status == 503)
            #expect(ready.body == "not ready: stopping\n")
            #expect(stage.server.child.wait() == 0)
        }
    }

    @Test func `a second SIGTERM ends it now, with 1`() async throws {
        try await blocking {
            let stage = try stage()
            stage.server.child.stop(SIGTERM)
            #expect(waitUntilClosed(stage.server))
            stage.server.child.stop(SIGTERM)
            #expect(stage.server.child.wait() == 1)
            #expect(throws: HTTPConnection.Broken.self) { try stage.begun.answer() }
        }
    }
}
