import Foundation

/// The installed programs of PostgreSQL, run as somebody that PostgreSQL accepts.
struct PostgresPrograms: Sendable {
    /// Where `initdb`, `pg_ctl` and `createdb` lie.
    let folder: String
    /// Who runs them when this process is root, which PostgreSQL refuses; nil when it is not.
    let user: (id: uid_t, group: gid_t)?

    /// Finds them where Debian puts version 15, or where `pg_config` says.
    ///
    /// - Throws: ``PostgresFault`` that says how to install what is missing; a test never skips.
    init() throws(PostgresFault) {
        let usual = "/usr/lib/postgresql/15/bin"
        let told = Self.spawn(["/bin/sh", "-c", "pg_config --bindir"]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let found = [usual, told].first(where: { access("\($0)/initdb", X_OK) == 0 }) else {
            throw PostgresFault("PostgreSQL 15 is not installed; as root, run scripts/install test")
        }
        folder = found
        guard getuid() == 0 else {
            user = nil
            return
        }
        guard let entry = getpwnam("postgres") ?? getpwnam("nobody") else {
            throw PostgresFault("PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody'")
        }
        user = (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    /// The words that run a program of PostgreSQL, by the user that it accepts.
    func words(_ program: String, _ arguments: [String]) -> [String] {
        let call = ["\(folder)/\(program)"] + arguments
        guard let user else { return call }
        return ["/usr/bin/setpriv", "--reuid=\(user.id)", "--regid=\(user.group)", "--clear-groups"] + call
    }

    /// Runs a program to its end.
    ///
    /// - Returns: what it wrote.
    /// - Throws: ``PostgresFault`` with what it wrote when it failed.
    @discardableResult
    func run(_ program: String, _ arguments: [String]) throws(PostgresFault) -> String {
        let (code, output) = Self.spawn(words(program, arguments))
        guard code == 0 else { throw PostgresFault("\(program) ended with \(code): \(output)") }
        return output
    }

    /// Runs words of the shell to their end.
    static func run(shell: String) -> (code: Int32, output: String) { spawn(["/bin/sh", "-c", shell]) }

    private static func spawn(_ words: [String]) -> (code: Int32, output: String) {
        guard let (reading, writing) = channel() else { return (errno, "no pipe") }
        defer { close(reading) }
        let started = start(words, [(writing, 1), (writing, 2)])
        close(writing)
        guard let child = started else { return (127, "\(words[0]) cannot be started") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while case let count = read(reading, &chunk, chunk.count), count != 0 {
            if count > 0 { bytes += chunk[..<count] } else if errno != EINTR { break }
        }
        return (wait(for: child), String(decoding: bytes, as: UTF8.self))
    }

    /// Starts a program in a group of its own, so that the terminal's signals pass it by; standard descriptors that
    /// are not given lead nowhere.
    static func start(_ words: [String], _ descriptors: [(from: Int32, to: Int32)]) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for standard in Int32(0)...2 where !descriptors.contains(where: { $0.to == standard }) {
            posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0)
        }
        for (from, to) in descriptors { posix_spawn_file_actions_adddup2(&actions, from, to) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // threads of a dispatch queue block signals, and pgbench ends by one
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var arguments = words.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
        // nothing of the tests' own environment: PGHOST and its like would lead the programs elsewhere
        let environment = ["PATH=/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C.UTF-8"]
        var settings = environment.map { strdup($0) as UnsafeMutablePointer<CChar>? } + [nil]
        defer { for word in arguments + settings { free(word) } }
        var child: pid_t = 0
        return posix_spawn(&child, words[0], &actions, &attributes, &arguments, &settings) == 0 ? child : nil
    }

    /// Two ends of one line that no child inherits by chance: set as they are made, unlike a pipe's.
    static func channel() -> (Int32, Int32)? {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        return socketpair(AF_UNIX, kind, 0, &ends) == 0 ? (ends[0], ends[1]) : nil
    }

    static func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }
}

/// The server of the tests did not do what it was asked.
public struct PostgresFault: Error, CustomStringConvertible {
    /// What happened, and what mends it.
    public let description: String

    init(_ description: String) { self.description = description }
}
