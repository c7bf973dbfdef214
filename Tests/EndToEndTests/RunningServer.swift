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
    init(url: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        child = try ChildProcess(
            Program.path, ["serve", "--database", url, "--port", "0"] + arguments,
            environment: ["GENKAN_LOG": "error"].merging(environment) { $1 })
        let ready = "Genkan is ready: http://127.0.0.1:"
        guard let line = child.line(), line.hasPrefix(ready), let port = Int(line.dropFirst(ready.count)) else {
            throw NotReady(talk: child.readAll().talk)
        }
        self.port = port
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
