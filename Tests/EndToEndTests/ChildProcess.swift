import Foundation
import Synchronization

/// A process that a test started, with its output and talk as pipes.
final class ChildProcess: Sendable {
    /// Why a process could not be started.
    struct CannotStart: Error { var code: Int32 }

    let pid: pid_t
    let input: Int32
    private let output: LineReader
    private let talk: Int32
    private let status = Mutex<Int32?>(nil)

    /// Between making a pipe and hiding it from other children no other child may be made.
    private static let making = Mutex(())

    /// - Parameter folder: where it runs; absent for where the tests run.
    convenience init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil
    ) throws {
        let words = folder.map { ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, $0, path] + arguments }
        try self.init(words: words ?? [path] + arguments, environment: environment)
    }

    private init(words: [String], environment: [String: String]) throws {
        (pid, input, output, talk) = try Self.making.withLock { _ in
            try Self.start(words, environment: environment)
        }
    }

    private static func start(
        _ words: [String], environment: [String: String]
    ) throws -> (pid_t, input: Int32, output: LineReader, talk: Int32) {
        let (outRead, outWrite) = try Self.pipe()
        let (talkRead, talkWrite) = try Self.pipe()
        // a socket, because writing to a pipe whose reader was killed would end the tests by SIGPIPE
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { throw CannotStart(code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (inRead, inWrite) = (ends[0], ends[1])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (from, to) in [(inRead, Int32(0)), (outWrite, 1), (talkWrite, 2)] {
            posix_spawn_file_actions_adddup2(&actions, from, to)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // the threads on which tests run block signals, and a child would inherit that: SIGTERM would not end it
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let merged = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let path = words[0]
        var words = words.map { strdup($0) } + [nil]
        var settings = merged.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + settings { free(word) } }
        var started: pid_t = 0
        let code = posix_spawn(&started, path, &actions, &attributes, &words, &settings)
        for descriptor in [outWrite, talkWrite, inRead] { close(descriptor) }
        guard code == 0 else { throw CannotStart(code: code) }
        return (started, inWrite, LineReader(outRead), talkRead)
    }

    deinit {
        stop(SIGKILL)
        _ = wait()
        for descriptor in [input, output.descriptor, talk] { close(descriptor) }
    }

    /// Writes a line to its input; false when it is gone.
    func write(_ line: String) -> Bool {
        let bytes = Array("\(line)\n".utf8)
        return send(input, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// The next line of output; absent at its end.
    func line() -> String? { output.next() }

    /// Everything until both pipes end.
    func readAll() -> (output: String, talk: String) {
        let box = Mutex("")
        let done = DispatchSemaphore(value: 0)
        Thread { [talk] in
            let text = LineReader(talk).rest()
            box.withLock { $0 = text }
            done.signal()
        }.start()
        let all = output.rest()
        done.wait()
        return (all, box.withLock(\.self))
    }

    func stop(_ signal: Int32) {
        status.withLock { status in
            if status == nil { kill(pid, signal) }
        }
    }

    /// Waits for the end; the exit code, or minus the signal.
    func wait() -> Int32 {
        status.withLock { status in
            if let status { return status }
            var raw: Int32 = 0
            while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
            let code = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
            status = code
            return code
        }
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Foundation.pipe(&ends) == 0 else { throw CannotStart(code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

/// Lines of a descriptor, read by one thread.
final class LineReader: Sendable {
    let descriptor: Int32
    private let buffer = Mutex<[UInt8]>([])

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func next() -> String? {
        buffer.withLock { buffer in
            while true {
                if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = String(decoding: buffer[..<end], as: UTF8.self)
                    buffer.removeSubrange(...end)
                    return line
                }
                guard Self.fill(&buffer, from: descriptor) else { return nil }
            }
        }
    }

    func rest() -> String {
        buffer.withLock { buffer in
            while Self.fill(&buffer, from: descriptor) {}
            return String(decoding: buffer, as: UTF8.self)
        }
    }

    private static func fill(_ buffer: inout [UInt8], from descriptor: Int32) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }
}
