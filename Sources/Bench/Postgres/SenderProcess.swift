import Foundation
import Storage

/// Another process of this program, with an engine and 16 senders of its own over a database that both know.
///
/// It says "ready", then for each line that it is sent presses for a while and says how many per second.
final class SenderProcess {
    /// First argument of such a process; for no person to type.
    static let word = "--sender"
    private static let senders = 16

    private let process = Process()
    private let orders = Pipe()
    private let answers = Pipe()
    private var unread = ""

    /// Starts it and waits until it is ready.
    init(url: String, waiting: Int, first: Int, seconds: Double) throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [Self.word, url, "\(waiting)", "\(first)", "\(seconds)"]
        process.standardInput = orders
        process.standardOutput = answers
        try process.run()
        guard try line() == "ready" else { throw BenchFault("the other process does not become ready") }
    }

    /// Has it press.
    func begin() throws { try orders.fileHandleForWriting.write(contentsOf: Data("go\n".utf8)) }

    /// Waits for what it says of the presses that have begun.
    func rate() throws -> Double {
        let said = try line()
        guard let rate = Double(said) else { throw BenchFault("the other process tells no rate: \(said)") }
        return rate
    }

    /// Lets it go.
    func end() throws {
        try orders.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// What such a process does.
    static func serve(_ arguments: [String]) async throws {
        guard arguments.count == 4, let waiting = Int(arguments[1]), let first = Int(arguments[2]),
            let seconds = Double(arguments[3])
        else { throw BenchFault("\(word) is not for people") }
        let database = try await PostgresDatabase.open(PostgresSettings(url: try PostgresURL(arguments[0])))
        let chart = try await BenchChart(over: database, waiting: waiting, first: first)
        say("ready")
        while readLine() != nil { say("\(try await chart.rate(senders: senders, seconds: seconds))") }
        try await database.close()
    }

    private static func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

    private func line() throws -> String {
        while !unread.contains("\n") {
            let data = answers.fileHandleForReading.availableData
            guard !data.isEmpty else { throw BenchFault("the other process has ended") }
            unread += String(decoding: data, as: UTF8.self)
        }
        let line = String(unread.prefix { $0 != "\n" })
        unread.removeFirst(line.count + 1)
        return line
    }
}
