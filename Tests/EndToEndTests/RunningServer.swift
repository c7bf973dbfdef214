import Foundation

/// A real `genkan serve`, started and stopped by a test; blocks.
final class RunningServer: Sendable {
    /// What a server said instead of becoming ready.
    struct NotReady: Error { var talk: String }

    let child: ChildProcess
    let port: Int

    /// Starts on a database file and waits for the line that says where it listens.
    convenience init(database: String, _ arguments: [String] = []) throws {
        try self.init(url: "sqlite:\(database)", arguments)
    }

    /// Starts on any store and waits for the line that says where it listens.
    /// - Parameter blocks: of 512 bytes, how large its files may become; the system refuses what goes beyond.
    init(
        url: String, _ arguments: [String] = [], environment: [String: String] = [:], filesUpTo blocks: Int? = nil
    ) throws {
        var started = try Self.start(url, arguments, environment, blocks)
        // between finding a free port and listening at it, somebody else's connection may have been given it
        for _ in 0..<3 where started.port == nil && started.talk.contains("is in use") {
            started = try Self.start(url, arguments, environment, blocks)
        }
        guard let port = started.port else { throw NotReady(talk: started.talk) }
        child = started.child
        self.port = port
    }

    private static func start(
        _ url: String, _ arguments: [String], _ environment: [String: String], _ blocks: Int?
    ) throws -> (child: ChildProcess, port: Int?, talk: String) {
        var words = [Program.path, "serve", "--database", url, "--port", "0"] + arguments
        if let blocks {
            // without the trap the signal that comes with the refusal would end it
            words = ["/bin/sh", "-c", #"trap '' XFSZ; ulimit -f "$0"; exec "$@""#, "\(blocks)"] + words
        }
        let child = try ChildProcess(
            words[0], Array(words.dropFirst()), environment: ["GENKAN_LOG": "error"].merging(environment) { $1 })
        let ready = "Genkan is ready: http://127.0.0.1:"
        if let line = child.line(), line.hasPrefix(ready), let port = Int(line.dropFirst(ready.count)) {
            return (child, port, "")
        }
        let talk = child.readAll().talk
        _ = child.wait()
        return (child, nil, talk)
    }

    func connect() throws -> HTTPConnection { try HTTPConnection(port: port) }

    /// Ends it as an operator does; the exit code.
    func terminate() -> Int32 {
        child.stop(SIGTERM)
        return child.wait()
    }

    /// Ends it as a power cut does.
    func kill() {
        child.stop(SIGKILL)
        _ = child.wait()
    }
}
