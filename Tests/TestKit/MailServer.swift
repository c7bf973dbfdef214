public import Foundation
import Synchronization

/// A real mail server in a process of its own, `Tests/MailServer/server.py`, that answers as a test tells it.
public final class MailServer: Sendable {
    /// What the server does not do by itself.
    ///
    /// An answer is text of SMTP, `DROP`, `HOLD` or `SILENT`.
    public struct Rules: Sendable, Encodable {
        /// In place of its greeting.
        public var banner: String?
        /// To `MAIL`.
        public var mail: String?
        /// To `RCPT` and to the end of the data, by domain.
        public var rcpt: [String: String]
        /// To the end of the data.
        public var data: [String: String]
        /// Whether messages are kept and not only counted.
        public var keeps: Bool

        /// Makes rules.
        public init(
            banner: String? = nil, mail: String? = nil, rcpt: [String: String] = [:], data: [String: String] = [:],
            keeps: Bool = true
        ) {
            self.banner = banner
            self.mail = mail
            self.rcpt = rcpt
            self.data = data
            self.keeps = keeps
        }
    }

    /// A message that the server took.
    public struct Taken: Sendable, Decodable {
        /// Sender and recipients of the envelope.
        public var from: String
        /// Recipients of the envelope.
        public var to: [String]
        /// The name that the client gave.
        public var greeting: String
        /// Whether the line was encrypted.
        public var isTLS: Bool
        /// Whether somebody had signed in.
        public var isSignedIn: Bool
        /// The message as it came.
        public var bytes: Data

        /// The value of a header that stands on one line.
        public func header(_ name: String) -> String? {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
            return lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
        }
    }

    /// A message as Python's strict parser reads it.
    public struct Parsed: Sendable, Decodable {
        /// Names of its headers, in order.
        public var names: [String]
        /// Sender, with the name.
        public var from: String
        /// The one recipient.
        public var to: String
        /// The decoded subject.
        public var subject: String
        /// Both parts, decoded.
        public var text: String
        /// The other one.
        public var html: String
    }

    /// What the server has seen.
    public struct Report: Sendable, Decodable {
        /// What it took.
        public var messages: [Taken]
        /// How many it took, how often somebody greeted, and how many of a domain were under way at once.
        public var count: Int
        /// Greetings, of which `STARTTLS` makes two.
        public var sessions: Int
        /// The most of a domain at once.
        public var most: [String: Int]
    }

    /// The server did not start or ended.
    public struct Fault: Error { let description: String }

    /// Where it listens: `open` knows no TLS, `startTLS` wants it, `tls` begins with it, `account` wants a sign-in too.
    public let ports: [String: Int]
    /// The certificate, for 127.0.0.1, which signs itself.
    public var certificate: String { folder.file("certificate.pem") }

    private let folder: TemporaryFolder
    private let child: pid_t
    private let line: Mutex<Int32>

    /// Starts one, on a thread of its own.
    /// - Parameter isExpired: whether its certificate's time is over.
    public static func start(isExpired: Bool = false) async throws -> MailServer {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try MailServer(isExpired: isExpired) }) }.start()
        }
    }

    private init(isExpired: Bool) throws {
        folder = try TemporaryFolder()
        try Self.makeCertificate(in: folder, isExpired: isExpired)
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let words = [
            "\(top)/.venv/bin/python", "\(top)/Tests/MailServer/server.py", folder.file("certificate.pem"),
            folder.file("key.pem"),
        ]
        guard let (own, other) = PostgresPrograms.channel() else { throw Fault(description: "no pipe") }
        // what the server says of its own faults goes where the tests' words go
        let started = PostgresPrograms.start(words, [(other, 0), (other, 1), (2, 2)])
        close(other)
        guard let started else {
            close(own)
            throw Fault(description: "aiosmtpd is not installed; as root, run scripts/install test")
        }
        child = started
        line = Mutex(own)
        ports = try JSONDecoder().decode([String: Int].self, from: Self.answer(own))
    }

    deinit {
        line.withLock { _ = close($0) }
        kill(child, SIGKILL)
        _ = PostgresPrograms.wait(for: child)
    }

    /// Lets it answer by these rules from now on.
    public func obey(_ rules: Rules) async throws {
        var words = try JSONSerialization.jsonObject(with: JSONEncoder().encode(rules)) as? [String: Any] ?? [:]
        words["do"] = "rules"
        _ = try await ask(try JSONSerialization.data(withJSONObject: words))
    }

    /// Waits until it has taken so many messages.
    public func take(_ count: Int) async throws {
        _ = try await ask(Data(#"{"do": "await", "count": \#(count)}"#.utf8))
    }

    /// Waits until it has held so many commands since it started.
    public func hold(_ count: Int) async throws {
        _ = try await ask(Data(#"{"do": "awaitHeld", "count": \#(count)}"#.utf8))
    }

    /// Lets the held commands go on, and later ones too.
    public func release() async throws { _ = try await ask(Data(#"{"do": "release"}"#.utf8)) }

    /// What it has seen so far.
    public func report() async throws -> Report {
        try JSONDecoder().decode(Report.self, from: try await ask(Data(#"{"do": "report"}"#.utf8)))
    }

    /// Its messages as Python's strict parser reads them; throws where that finds a defect.
    public func read() async throws -> [Parsed] {
        try JSONDecoder().decode([Parsed].self, from: try await ask(Data(#"{"do": "read"}"#.utf8)))
    }

    /// On a thread of its own, away from the few on which tests run.
    private func ask(_ words: Data) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            Thread { [self] in
                continuation.resume(
                    with: Result {
                        try line.withLock { descriptor in
                            let bytes = Array(words) + [UInt8(ascii: "\n")]
                            guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
                                throw Fault(description: "the mail server is gone")
                            }
                            return try Self.answer(descriptor)
                        }
                    })
            }.start()
        }
    }

    private static func answer(_ descriptor: Int32) throws -> Data {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.last != UInt8(ascii: "\n") {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Fault(description: "the mail server ended; run scripts/install test") }
            bytes += chunk[..<count]
        }
        return Data(bytes)
    }

    private static func makeCertificate(in folder: TemporaryFolder, isExpired: Bool) throws {
        let authority = """
            [ca]
            default_ca = own
            [own]
            database = index
            serial = serial
            new_certs_dir = .
            default_md = sha256
            policy = any
            copy_extensions = copyall
            [any]
            commonName = supplied
            """
        let times = isExpired ? "-startdate 20200101000000Z -enddate 20200102000000Z" : "-days 2"
        let script = """
            cd '\(folder.path)' && touch index && echo 01 >serial && \
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out request.pem \
            -subj /CN=mail.test -addext subjectAltName=IP:127.0.0.1 && \
            openssl ca -batch -selfsign -config authority.cnf -keyfile key.pem -in request.pem -out certificate.pem \
            \(times) -notext
            """
        try Data(authority.utf8).write(to: URL(filePath: folder.file("authority.cnf")))
        let made = PostgresPrograms.run(shell: script)
        guard made.code == 0 else { throw Fault(description: made.output) }
    }
}
