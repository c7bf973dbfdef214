import CCurl
import Synchronization

/// How far a message had come when its talk with the server ended.
enum SMTPStep: Sendable, Equatable {
    /// Connecting, greeting, TLS, signing in, `MAIL`: nothing in it depends on the message.
    case session
    /// `RCPT`.
    case recipient
    /// `DATA` and its bytes, not all of them.
    case data
    /// Every byte is out; only the server knows whether it took the message.
    case answer
}

/// What is said during one hand-over: the message goes out, commands and answers are noted.
///
/// One thread uses it, the connection's; only `stop` may come from others.
@safe final class SMTPTalk {
    private static let replyMost = 2000

    private let message: [UInt8]
    private let stop: SMTPStop
    private var position = 0
    private var hasLeft = false
    /// How far it came.
    private(set) var step = SMTPStep.session
    /// All lines of the last answer to the present command; empty where none came.
    private(set) var reply: [UInt8] = []
    private var isReplyComplete = false

    init(_ message: [UInt8], stop: SMTPStop) {
        self.message = message
        self.stop = stop
    }

    /// Whether to wait no longer: somebody wants the end, or libcurl has said good-bye and waits for an answer to that.
    var isStopped: Bool { stop.isSet || hasLeft }

    /// Gives the next bytes of the message; 0 at its end.
    func read(into buffer: UnsafeMutablePointer<CChar>, atMost most: Int) -> Int {
        let count = min(most, message.count - position)
        unsafe message.withUnsafeBytes { bytes in
            guard count > 0, let start = bytes.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(buffer).copyMemory(from: start + position, byteCount: count)
        }
        position += count
        if position == message.count { begin(.answer) }
        return count
    }

    /// A command has gone out.
    ///
    /// Only its verb is looked at; of signing in nothing is kept.
    func said(_ command: UnsafeBufferPointer<UInt8>) {
        // libcurl takes its leave before it returns, which tells nothing of the message
        if unsafe Self.begins(command, with: "QUIT") { hasLeft = true }
        if unsafe Self.begins(command, with: "RCPT ") {
            begin(.recipient)
        } else if unsafe Self.begins(command, with: "DATA") {
            begin(.data)
        } else {
            begin(step)
        }
    }

    /// A line of an answer has come.
    func heard(_ line: UnsafeBufferPointer<UInt8>) {
        guard !hasLeft, step != .answer || position == message.count else { return }
        if isReplyComplete { reply = [] }
        unsafe reply += line.prefix(max(0, Self.replyMost - reply.count))
        isReplyComplete = unsafe line.count < 4 || line[3] != UInt8(ascii: "-")
    }

    private func begin(_ next: SMTPStep) {
        guard !hasLeft else { return }
        step = next
        reply = []
        isReplyComplete = false
    }

    private static func begins(_ bytes: UnsafeBufferPointer<UInt8>, with verb: String) -> Bool {
        unsafe bytes.starts(with: verb.utf8)
    }
}

/// Tells a hand-over from outside that it shall end.
final class SMTPStop: Sendable {
    private let flag = Mutex(false)

    var isSet: Bool { flag.withLock { $0 } }

    func set() { flag.withLock { $0 = true } }
}
