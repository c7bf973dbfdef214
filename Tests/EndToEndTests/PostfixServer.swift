import Foundation
import TestKit

/// Postfix with a configuration, a queue and a mailbox of one test's own, on this machine only; runs as root only.
final class PostfixServer: Sendable {
    /// Postfix did not start, or said what it should not.
    struct Fault: Error { var description: String }

    private static let programs = "/usr/lib/postfix/sbin"
    private static let badWords = ["status=deferred", "status=bounced", "reject:", "fatal:", "SSL_accept error"]

    /// Whether it can run here.
    static var isPossible: Bool { geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "\(programs)/master") }

    let port: Int
    private let folder: TemporaryFolder
    private let master: ChildProcess

    /// The certificate, for 127.0.0.1, which signs itself.
    var certificate: String { folder.file("certificate.pem") }

    /// Starts it and waits until it listens.
    init() throws {
        folder = try TemporaryFolder()
        port = try Self.freePort()
        try Data(Self.settings(folder.path).utf8).write(to: URL(filePath: folder.file("main.cf")))
        try Data(Self.services(port).utf8).write(to: URL(filePath: folder.file("master.cf")))
        let script = """
            cd "$0" && chmod 755 . && mkdir queue data mail && chown postfix data && chown nobody mail && \
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem \
            -out certificate.pem -subj /CN=relay.vendor.example -addext subjectAltName=IP:127.0.0.1 && \
            postfix -c "$0" check
            """
        let made = try ChildProcess("/bin/sh", ["-c", script, folder.path])
        let talk = made.readAll().talk
        guard made.wait() == 0 else { throw Fault(description: talk) }
        master = try ChildProcess("\(Self.programs)/master", ["-c", folder.path, "-s"])
        try wait(for: "daemon started")
    }

    deinit {
        // it ends its own processes, and waits for none
        master.stop(SIGTERM)
        _ = master.wait()
    }

    /// The one message that comes, when it has been delivered.
    func delivered() throws -> String {
        try wait(for: "status=sent (delivered to maildir)")
        let place = folder.file("mail/all/new")
        let names = try FileManager.default.contentsOfDirectory(atPath: place)
        guard let name = names.first, names.count == 1 else {
            throw Fault(description: "there are \(names.count) messages in the mailbox")
        }
        return "\(place)/\(name)"
    }

    private func wait(for words: String) throws {
        var said: [String] = []
        while let line = master.line() {
            if line.contains(words) { return }
            said.append(line)
            if Self.badWords.contains(where: line.contains) { throw Fault(description: "\(said.suffix(5))") }
        }
        throw Fault(description: "Postfix ended before it said '\(words)': \(said.suffix(5)) \(master.readAll().talk)")
    }

    private static func freePort() throws -> Int {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(made) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                bind(made, place, length) == 0 ? getsockname(made, place, &length) : -1
            }
        }
        guard code == 0 else { throw Fault(description: "no free port: errno \(errno)") }
        return Int(in_port_t(bigEndian: address.sin_port))
    }

    private static func settings(_ folder: String) -> String {
        """
        compatibility_level = 3.6
        queue_directory = \(folder)/queue
        data_directory = \(folder)/data
        command_directory = /usr/sbin
        daemon_directory = \(programs)
        mail_owner = postfix
        setgid_group = postdrop
        maillog_file = /dev/stdout
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = relay.vendor.example
        mydestination =
        mynetworks = 127.0.0.0/8
        alias_maps =
        alias_database =
        smtpd_tls_security_level = encrypt
        smtpd_tls_cert_file = \(folder)/certificate.pem
        smtpd_tls_key_file = \(folder)/key.pem
        virtual_mailbox_domains = static:all
        virtual_mailbox_maps = static:all/
        virtual_mailbox_base = \(folder)/mail
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534

        """
    }

    private static func services(_ port: Int) -> String {
        """
        127.0.0.1:\(port) inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """
    }
}
