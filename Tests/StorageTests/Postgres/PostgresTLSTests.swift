import Foundation
import Storage
import TestKit
import Testing

@Suite struct `PostgreSQL over TLS` {
    private let folder: TemporaryFolder
    private let port: Int
    private let server: PostgresServer

    init() throws {
        folder = try TemporaryFolder()
        chmod(folder.path, 0o755)
        port = try Self.freePort()
        for name in ["server", "stranger"] { try Self.makeAuthority(folder.file(name)) }
        // the server's key may be read by the server alone, which does not run as root
        if getuid() == 0, let user = getpwnam("postgres") ?? getpwnam("nobody") {
            chown(folder.file("server.key"), user.pointee.pw_uid, user.pointee.pw_gid)
        }
        try "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
            .write(toFile: folder.file("hba.conf"), atomically: true, encoding: .utf8)
        server = try PostgresServer(settings: [
            "listen_addresses=127.0.0.1", "port=\(port)", "ssl=on", "ssl_cert_file=\(folder.file("server.crt"))",
            "ssl_key_file=\(folder.file("server.key"))", "hba_file=\(folder.file("hba.conf"))",
        ])
    }

    private func open(
        _ host: String, password: String = "s3cret", authority: String = "server", mode: String = "verify-full"
    ) async throws -> PostgresDatabase {
        let url =
            "postgresql://guarded:\(password)@\(host):\(port)/postgres?hostaddr=127.0.0.1&sslmode=\(mode)"
            + "&sslrootcert=\(folder.file(authority)).crt"
        return try await PostgresDatabase.open(PostgresSettings(url: try PostgresURL(url)))
    }

    @Test func `verify-full takes the right host and nothing else, and no refusal tells the password`() async throws {
        let url = try PostgresURL("\(server.url("postgres"))&port=\(port)")
        let admin = try await PostgresDatabase.open(PostgresSettings(url: url))
        try await admin.transaction { $0.write(postgres("create role guarded login password 's3cret'")) }
        let database = try await open("db.example")
        let isEncrypted = postgres("select ssl as value from pg_stat_ssl where pid = pg_backend_pid()")
        #expect(try await database.read { try $0.rows(isEncrypted)[0].flag("value") })
        for (attempt, words) in [
            (try await refusal { try await open("wrong.example") }, "name the host as the server's certificate does"),
            (try await refusal { try await open("db.example", authority: "stranger") }, "authority's certificate"),
            (try await refusal { try await open("db.example", authority: "missing") }, "sslrootcert"),
            (try await refusal { try await open("db.example", password: "wr0ng") }, "put the right password"),
            (try await refusal { try await open("db.example", mode: "disable") }, "pg_hba.conf"),
        ] {
            #expect(attempt.code == .cannotOpen)
            #expect(attempt.message.contains(words), "\(attempt.message)")
            for secret in ["s3cret", "wr0ng", "postgresql://"] { #expect(!attempt.message.contains(secret)) }
        }
    }

    private func refusal(_ open: () async throws -> PostgresDatabase) async throws -> DatabaseError {
        do {
            _ = try await open()
        } catch let error as DatabaseError {
            return error
        }
        throw CocoaError(.featureUnsupported)
    }

    /// A key, and a certificate for db.example signed by that key itself.
    private static func makeAuthority(_ path: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments =
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
            + ["-keyout", "\(path).key", "-out", "\(path).crt", "-subj", "/CN=db.example"]
            + ["-addext", "subjectAltName=DNS:db.example"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        chmod("\(path).key", 0o600)
    }

    /// A port that nobody has a moment ago.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 ? getsockname(descriptor, address, &size) : -1
            }
        }
        try #require(code == 0)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
