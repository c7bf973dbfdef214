import Foundation
import TestKit

/// The limit: the same rows as a transition, written blindly by one statement that pgbench sends prepared.
///
/// It decides nothing and checks nothing, so no engine that reads before it writes one transition at a time is faster.
struct OneStatement {
    private static let file = "limit.sql"
    /// The repository, in which it was built.
    private static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private let server: PostgresServer
    private let database: String
    private let folder: String
    private let instances: Int

    init(_ server: PostgresServer, instances: Int) throws {
        self.server = server
        self.instances = instances
        database = try server.database()
        folder = server.folder
        try write(Self.transition, to: Self.file)
        let tables = try String(contentsOfFile: "\(Self.top)/scripts/bench-peers/limit.sql", encoding: .utf8)
        try server.psql(
            database,
            script: """
                \\set n \(instances)
                set client_min_messages = warning;
                \(tables)
                commit;
                vacuum (analyze) waiting; vacuum (analyze) entry; vacuum (analyze) alarm;
                checkpoint;
                """)
    }

    /// Transitions per second of that many clients.
    func rate(clients: Int, seconds: Double) throws -> Double {
        try perSecond(of: Self.file, clients: clients, ["-T", Self.whole(seconds)])
    }

    /// Exactly that many transitions, a multiple of the clients.
    func press(_ count: Int, clients: Int) throws {
        _ = try perSecond(of: Self.file, clients: clients, ["-t", "\(count / clients)"])
    }

    /// Milliseconds from when each transition was due to its end, at that rate whatever the server does.
    func latencies(rate: Double, seconds: Double, clients: Int) throws -> [Double] {
        let prefix = "\(folder)/latency"
        _ = try perSecond(
            of: Self.file, clients: clients,
            ["-T", Self.whole(seconds), "-R", "\(Int(rate))", "-l", "--log-prefix=\(prefix)"])
        var latencies: [Double] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasPrefix("latency.") {
            // client, number, microseconds since due, script, seconds, microseconds, how late it began
            for line in try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(separator: "\n") {
                let columns = line.split(separator: " ")
                guard columns.count >= 7, let took = Double(columns[2]) else { continue }
                latencies.append(took / 1000)
            }
            try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
        }
        return latencies
    }

    /// How often per second one client does a script, so many times.
    func rounds(of script: String, count: Int) throws -> Double {
        try write(script, to: "round.sql")
        return try perSecond(of: "round.sql", clients: 1, ["-t", "\(count)"])
    }

    /// Prepares what is not measured.
    func psql(_ script: String) throws {
        try server.psql(database, script: "set client_min_messages = error;\n\(script)")
    }

    private static func whole(_ seconds: Double) -> String { "\(max(1, Int(seconds.rounded())))" }

    private func perSecond(of file: String, clients: Int, _ arguments: [String]) throws -> Double {
        let answer = try server.pgbench(
            database,
            [
                "-n", "-M", "prepared", "-f", "\(folder)/\(file)", "-c", "\(clients)", "-j", "\(min(clients, 2))",
                "-D", "n=\(instances)",
            ] + arguments)
        // "tps = 10351.123456 (without initial connection time)"
        let line = answer.split(separator: "\n").first { $0.hasPrefix("tps = ") }
        guard let rate = line?.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) }) else {
            throw BenchFault("pgbench tells no rate: \(answer.suffix(200))")
        }
        return rate
    }

    private func write(_ text: String, to file: String) throws {
        try text.write(toFile: "\(folder)/\(file)", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(folder)/\(file)")
    }

    private static let transition = """
        \\set id random(1, :n)
        with found as (select id, revision from waiting where id = :id for update),
        moved as (update waiting w set revision = w.revision + 1, state = 'moved', context = repeat('y', 620), \
        updated_at = now() from found where w.id = found.id returning w.id, w.revision),
        noted as (insert into entry select id, revision, now(), repeat('e', 60) from moved),
        posted as (insert into message (waiting_id, revision, body, at) \
        select id, revision, repeat('m', 60), now() from moved),
        stopped as (delete from alarm where waiting_id = :id),
        armed as (insert into alarm select id, revision, now() + interval '30 days' from moved)
        select revision from moved;
        """
}
