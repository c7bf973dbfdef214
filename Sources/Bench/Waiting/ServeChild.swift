import Foundation
import TestKit

/// Starts `genkan serve`, waits until it is ready, looks at its memory and stops it.
struct ServeChild {
    let binary: String
    /// For keys and mails.
    let folder: TemporaryFolder

    func serve(_ store: WaitingStore) async throws -> (readySeconds: Double, mebibytes: Double) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = ["serve", "--database", store.url, "--port", "0", "--log", "error"]
        process.environment = ["GENKAN_SEAL_KEYS": folder.file("keys"), "GENKAN_MAILBOX": folder.file("mailbox")]
        let output = Pipe()
        process.standardOutput = output
        let took = try seconds {
            try process.run()
            try Self.awaitReady(port: Self.port(in: output.fileHandleForReading))
        }
        // so that every worker has looked at the store
        try await Task.sleep(for: .milliseconds(500))
        let memory = try Self.mebibytes(of: process.processIdentifier)
        process.terminate()
        process.waitUntilExit()
        return (took, memory)
    }

    /// The port in "Genkan is ready: http://127.0.0.1:8080".
    private static func port(in output: FileHandle) throws -> Int {
        var text = ""
        while !text.contains("\n") {
            let data = output.availableData
            guard !data.isEmpty else { throw BenchFault("genkan serve does not begin; it says why above") }
            text += String(decoding: data, as: UTF8.self)
        }
        let digits = text.split(separator: "\n").first?.split(separator: ":").last.map(String.init)
        guard let port = digits.flatMap({ Int($0) }) else { throw BenchFault("genkan serve says \(text)") }
        return port
    }

    private static func awaitReady(port: Int) throws {
        var answer = ""
        while !answer.hasPrefix("HTTP/1.1 200") {
            let socket = try Loopback.connect(to: port)
            defer { Loopback.close(socket) }
            try Loopback.send("GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", to: socket)
            answer = String(decoding: try Loopback.receive(socket), as: UTF8.self)
        }
    }

    private static func mebibytes(of process: Int32) throws -> Double {
        // "VmRSS:     51234 kB"
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) })
        else { throw BenchFault("/proc tells no VmRSS") }
        return kilobytes / 1024
    }
}
