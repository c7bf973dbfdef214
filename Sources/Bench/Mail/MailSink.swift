import Foundation
import Synchronization

/// Another process of this program that takes every mail: it answers each command as a mail server must, keeps nothing
/// and looks at nothing.
///
/// It says its port, and at its input's end how many mails came.
final class MailSink {
    /// First argument of such a process; for no person to type.
    static let word = "--mail-sink"

    let port: Int
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Starts it and waits until it listens.
    init() throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [Self.word]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .newlines)) else {
            throw BenchFault("the mail sink tells no port: \(line)")
        }
        self.port = port
    }

    /// Ends it.
    /// - Returns: how many mails came.
    func end() throws -> Int {
        try input.fileHandleForWriting.close()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        guard let count = Int(said.trimmingCharacters(in: .newlines)) else {
            throw BenchFault("the mail sink tells no count: \(said)")
        }
        return count
    }

    /// What such a process does.
    static func serve() throws {
        let (listener, port) = try Loopback.listen()
        let count = Mutex(0)
        Thread.detachNewThread {
            while let connection = Loopback.accept(listener) {
                Thread.detachNewThread { talk(connection) { count.withLock { $0 += 1 } } }
            }
        }
        FileHandle.standardOutput.write(Data("\(port)\n".utf8))
        while readLine() != nil {}
        FileHandle.standardOutput.write(Data("\(count.withLock { $0 })\n".utf8))
    }

    /// One connection, until it ends; the client waits for each answer, so a command or a message ends what has come.
    private static func talk(_ connection: Int32, taken: @escaping @Sendable () -> Void) {
        var come: [UInt8] = []
        var isInData = false
        defer { Loopback.close(connection) }
        do {
            try Loopback.send("220 sink.vendor.example\r\n", to: connection)
            while true {
                come += try Loopback.receive(connection)
                guard come.suffix(isInData ? 5 : 2).elementsEqual((isInData ? "\r\n.\r\n" : "\r\n").utf8) else {
                    continue
                }
                let verb = String(decoding: come.prefix(4), as: UTF8.self).uppercased()
                come.removeAll(keepingCapacity: true)
                if isInData {
                    isInData = false
                    taken()
                    try Loopback.send("250 taken\r\n", to: connection)
                } else if verb == "DATA" {
                    isInData = true
                    try Loopback.send("354 go on\r\n", to: connection)
                } else if verb == "QUIT" {
                    return try Loopback.send("221 bye\r\n", to: connection)
                } else {
                    try Loopback.send("250 fine\r\n", to: connection)
                }
            }
        } catch {
            return  // it hung up
        }
    }
}
