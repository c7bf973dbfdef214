import Foundation

/// A real `genkan serve`, started and stopped by a test; blocks.
final class RunningServer: Sendable {
    /// What a server said instead of becoming ready.
    struct NotReady: Error { var talk: String }

    let child: ChildProcess
    let port: Int

    /// Starts and waits for the line that says where it listens.
    init(database: String, _ arguments: [String] = []) throws {
        child = try ChildProcess(
            Program.path, ["serve", "--database", "sqlite:\(database)", "--port", "0"] + arguments,
            environment: ["GENKAN_LOG": "error"])
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
