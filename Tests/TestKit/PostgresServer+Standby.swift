import Foundation

extension PostgresServer {
    /// Makes and starts a copy of another server that follows it.
    public convenience init(standbyOf primary: PostgresServer) throws {
        try self.init(settings: []) { folder, programs in try Self.copy(primary, to: folder, programs) }
    }

    /// Makes a server that was killed a standby of another one; what it had and the other has not is gone.
    func follow(_ primary: PostgresServer) throws {
        try FileManager.default.removeItem(atPath: "\(folder)/data")
        try Self.copy(primary, to: folder, programs)
        try start()
    }

    private static func copy(_ primary: PostgresServer, to folder: String, _ programs: PostgresPrograms) throws {
        try programs.run(
            "pg_basebackup",
            [
                "-h", primary.folder, "-U", "genkan", "-D", "\(folder)/data", "-c", "fast", "-X", "stream", "-R",
                "--no-sync",
            ])
        // the copy must wait for nobody when it takes over
        try append("synchronous_standby_names = ''", to: folder)
    }

    /// Changes a setting while the server runs.
    public func configure(_ line: String) throws {
        try Self.append(line, to: folder)
        try programs.run("pg_ctl", ["-D", "\(folder)/data", "reload"])
    }

    private static func append(_ line: String, to folder: String) throws {
        // the last line counts; the file stays the property of whoever runs the server
        guard let file = FileHandle(forWritingAtPath: "\(folder)/data/postgresql.auto.conf") else {
            throw PostgresFault("postgresql.auto.conf cannot be written in \(folder)")
        }
        try file.seekToEnd()
        try file.write(contentsOf: Data("\(line)\n".utf8))
        try file.close()
    }

    /// Asks until there is a row.
    public func wait(for query: String, in database: String = "postgres", seconds: Int = 30) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while try psql(database, script: "\(query);").isEmpty {
            guard ContinuousClock.now < end else { throw PostgresFault("never became true: \(query)") }
        }
    }

    /// Makes a standby the primary; returns when it takes writes.
    public func promote() throws {
        try programs.run("pg_ctl", ["-D", "\(folder)/data", "-w", "promote"])
    }

    /// Ends all processes of the server at once by SIGKILL, as a power cut does; returns when they are gone.
    public func kill() throws {
        let lines = try String(contentsOfFile: "\(folder)/data/postmaster.pid", encoding: .utf8).split(separator: "\n")
        guard let pid = lines.first.flatMap({ pid_t($0) }) else { throw PostgresFault("no server runs in \(folder)") }
        // held first, so that it starts nobody anew meanwhile
        Glibc.kill(pid, SIGSTOP)
        let all = Self.children(of: pid) + [pid]
        for process in all { Glibc.kill(process, SIGKILL) }
        let end = ContinuousClock.now + .seconds(20)
        while all.contains(where: { Self.parent(of: $0) != nil }) {
            guard ContinuousClock.now < end else { throw PostgresFault("the server in \(folder) does not end") }
        }
        // nobody else takes away what shared memory it leaves: the line has its key and its number
        let words = lines.count > 6 ? lines[6].split(separator: " ") : []
        if let segment = words.last.flatMap({ Int32($0) }) { shmctl(segment, IPC_RMID, nil) }
    }

    private static func children(of pid: pid_t) -> [pid_t] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { pid_t($0) }.filter { parent(of: $0) == pid }
    }

    /// Absent for a process that is gone, or dead and not yet buried.
    private static func parent(of pid: pid_t) -> pid_t? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            // its name, in brackets, may hold anything
            let rest = text.range(of: ")", options: .backwards)
        else { return nil }
        let words = text[rest.upperBound...].split(separator: " ")
        return words[0] == "Z" ? nil : pid_t(words[1])
    }
}
