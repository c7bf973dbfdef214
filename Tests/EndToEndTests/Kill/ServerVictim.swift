import Foundation
import Statecharts
import Storage
import TestKit

/// The real server process, asked over HTTP.
struct ServerVictim: Victim {
    let folder: TemporaryFolder
    let token: String

    private static func options(_ folder: TemporaryFolder) -> [String] { ["--workflows", folder.file("workflows")] }

    /// Makes the store, and a token for whoever sends.
    init(folder: TemporaryFolder) async throws {
        self.folder = folder
        try CounterWorkflow.write(to: folder.file("workflows"))
        try await blocking {
            _ = try RunningServer(database: folder.file("genkan.sqlite"), Self.options(folder)).terminate()
        }
        let made = try await Program.run([
            "token", "create", "--email", "taro@xyz-manufacture.example", "--database",
            "sqlite:\(folder.file("genkan.sqlite"))", "--workflows", folder.file("workflows"),
        ])
        token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func start() throws -> any LivingVictim {
        let server = try RunningServer(database: folder.file("genkan.sqlite"), Self.options(folder))
        return LivingServer(server: server, token: token)
    }

    func stored() async throws -> [String: Int] { try await StoredKeys.count(in: folder.file("genkan.sqlite")) }
}

/// A started server of either store.
struct LivingServer: LivingVictim {
    let server: RunningServer
    let token: String

    func connect() throws -> any Sender { HTTPSender(connection: try server.connect(), token: token) }
    func kill() { server.kill() }
    func end() { _ = server.terminate() }
}

struct HTTPSender: Sender {
    let connection: HTTPConnection
    let token: String

    func send(_ entry: Ledger.Entry) throws -> SendOutcome { outcome(of: try ask(entry), to: entry) }

    func ask(_ entry: Ledger.Entry) throws -> HTTPConnection.Answer {
        let headers = ["Authorization": "Bearer \(token)", "Idempotency-Key": entry.key]
        let path = entry.instance.map { "/api/v1/instances/\($0)/events" } ?? "/api/v1/workflows/counter/instances"
        let event = entry.instance == nil ? "begin" : "add"
        let body = #"{"event": "\#(event)", "data": {"mark": "\#(entry.key)"}}"#
        return try connection.send("POST", path, headers: headers, body: body)
    }

    func outcome(of answer: HTTPConnection.Answer, to entry: Ledger.Entry) -> SendOutcome {
        if answer.status == 503, answer.headers["retry-after"] != nil { return .unavailable }
        guard answer.status == (entry.instance == nil ? 201 : 200) else {
            return .refused("\(answer.status) \(answer.body)")
        }
        return .acknowledged(instance: answer.json?["id"]?.stringValue)
    }
}

/// What the histories of a store hold.
enum StoredKeys {
    static func count(in path: String) async throws -> [String: Int] {
        try await count(in: try await SQLiteDatabase.open(path: path))
    }

    /// Closes the store when it has counted.
    static func count(in database: any Database) async throws -> [String: Int] {
        let entries = try await database.read { tx in
            try tx.rows(Statement("test.history", "select entry from history")).map { try $0.text(0) }
        }
        try await database.close()
        var counts: [String: Int] = [:]
        for entry in entries {
            if let mark = try JSON(parsing: entry)["data"]?["mark"]?.stringValue { counts[mark, default: 0] += 1 }
        }
        return counts
    }
}
