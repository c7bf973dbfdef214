import Foundation
import Synchronization

/// One connection through the proxy: two threads, one each way.
final class ProxyLine: Sendable {
    private struct Progress {
        /// The client is to hear nothing more.
        var isDeaf = false
        var endsWithAnswer = false
        var ends = 0
    }

    private let client: Int32
    private let server: Int32
    private let state: ProxyState
    private let progress = Mutex(Progress())
    private let errors = Mutex<[String]>([])
    private let drained = DispatchSemaphore(value: 0)

    init(client: Int32, server: Int32, state: ProxyState) {
        (self.client, self.server, self.state) = (client, server, state)
    }

    deinit {
        close(client)
        close(server)
    }

    var isEnded: Bool { progress.withLock { $0.ends == 2 } }

    func start() {
        Thread {
            self.carryToServer()
            self.progress.withLock { $0.ends += 1 }
        }.start()
        Thread {
            self.carryToClient()
            self.drained.signal()
            self.progress.withLock { $0.ends += 1 }
        }.start()
    }

    /// Ends both sides.
    func hangUp() {
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    /// Sends what was delayed, waits for the answer, and returns the SQLSTATEs of its errors.
    func deliver(_ bytes: [UInt8]) -> [String] {
        progress.withLock { $0.endsWithAnswer = true }
        Self.write(bytes, to: server)
        drained.wait()
        return errors.withLock(\.self)
    }

    private func carryToServer() {
        var reader = ProxyReader(client)
        guard let greeting = reader.greeting() else { return hangUp() }
        Self.write(greeting, to: server)
        var batch = ProxyBatch()
        while let message = reader.message() {
            batch.add(message)
            guard batch.isComplete else { continue }
            if batch.commit != nil, let fault = state.nextFault() { return lose(batch, fault) }
            Self.write(batch.take(), to: server)
        }
        // what is delayed still has a server to go to
        if progress.withLock({ !$0.isDeaf }) { hangUp() }
    }

    private func lose(_ batch: ProxyBatch, _ fault: PostgresProxy.Fault) {
        progress.withLock { progress in
            progress.isDeaf = true
            progress.endsWithAnswer = fault != .delay
        }
        switch fault {
        case .commit, .commitAndServer:
            Self.write(Array(batch.bytes[..<(batch.commit ?? 0)]), to: server)
            if fault == .commitAndServer { state.leave() }
            hangUp()
        case .answer:
            Self.write(batch.bytes, to: server)
            drained.wait()
            hangUp()
        case .answerAndServer:
            Self.write(batch.bytes, to: server)
            drained.wait()
            state.leave()
            hangUp()
        case .patience:
            shutdown(client, Int32(SHUT_RDWR))
            Self.write(batch.bytes, to: server)
        case .delay:
            state.delay(batch.bytes, of: self)
            shutdown(client, Int32(SHUT_RDWR))
        }
    }

    /// Passes on what the server says, until the client is to hear no more; then until the answer has come.
    private func carryToClient() {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        var late = ProxyReader(server)
        while case let count = recv(server, &chunk, chunk.count, 0), count > 0 {
            if progress.withLock(\.isDeaf) {
                late.push(chunk[..<count])
                drain(&late)
                return
            }
            Self.write(Array(chunk[..<count]), to: client)
        }
        shutdown(client, Int32(SHUT_RDWR))
    }

    private func drain(_ reader: inout ProxyReader) {
        while let message = reader.message() {
            switch message[0] {
            case UInt8(ascii: "E"): errors.withLock { $0.append(Self.state(of: message)) }
            case UInt8(ascii: "Z") where progress.withLock(\.endsWithAnswer):
                shutdown(server, Int32(SHUT_RDWR))
                return
            default: break
            }
        }
    }

    /// The field `C` of an error: after type and length, fields of a letter and a text that ends with zero.
    private static func state(of message: [UInt8]) -> String {
        let fields = message.dropFirst(5).split(separator: 0)
        return fields.first { $0.first == UInt8(ascii: "C") }.map { String(decoding: $0.dropFirst(), as: UTF8.self) }
            ?? ""
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // the other side is gone, which the reading end will notice
            guard count > 0 else { return }
            written += count
        }
    }
}

/// Messages of the wire: a type, a length that counts itself, a body; the first one has no type.
struct ProxyReader {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    mutating func push(_ bytes: ArraySlice<UInt8>) { buffer += bytes }

    mutating func greeting() -> [UInt8]? { take(lengthAt: 0) }

    mutating func message() -> [UInt8]? { take(lengthAt: 1) }

    private mutating func take(lengthAt start: Int) -> [UInt8]? {
        while true {
            if buffer.count >= start + 4 {
                let length = buffer[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) } + start
                if buffer.count >= length {
                    defer { buffer.removeFirst(length) }
                    return Array(buffer[..<length])
                }
            }
            var chunk = [UInt8](repeating: 0, count: 16_384)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            buffer += chunk[..<count]
        }
    }
}

/// What a client says up to where it waits for an answer.
struct ProxyBatch {
    private(set) var bytes: [UInt8] = []
    /// Where the commit of a transaction that writes begins.
    private(set) var commit: Int?
    private(set) var isComplete = false
    private var isReading = false
    /// What the prepared statements say, by their names.
    private var texts: [[UInt8]: String] = [:]

    mutating func add(_ message: [UInt8]) {
        switch message[0] {
        case UInt8(ascii: "P"):
            let parts = message.dropFirst(5).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count > 1 { texts[Array(parts[0])] = String(decoding: parts[1], as: UTF8.self) }
        case UInt8(ascii: "B"):
            let parts = message.dropFirst(5).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count > 1 { bind(Array(parts[1])) }
        default: break
        }
        bytes += message
        // parse, bind, describe, execute and close go on
        isComplete = !"PBDEC".utf8.contains(message[0])
    }

    /// What was said so far; the next batch begins.
    mutating func take() -> [UInt8] {
        defer {
            bytes = []
            commit = nil
            isComplete = false
        }
        return bytes
    }

    private mutating func bind(_ name: [UInt8]) {
        guard let text = texts[name] else { return }
        // what stands before it is the statement's name
        if text.contains("*/ begin ") { isReading = text.hasSuffix("read only") }
        if text.hasSuffix("*/ commit"), !isReading { commit = bytes.count }
    }
}
