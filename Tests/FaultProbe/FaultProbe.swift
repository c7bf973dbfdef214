import Engine
import Foundation
import Statecharts
import Storage
import TestKit

/// An engine behind stdin and stdout, for the kill test; never shipped.
///
/// `FaultProbe FOLDER|postgresql://… commit-first|answer-first [N]`. Each line `KEY INSTANCE|-` is a command; it is answered by
/// `ok KEY INSTANCE` or `no KEY words`. With `answer-first` the answer is written before the command is done, which is the
/// fault that the test must find. With a number it kills itself behind its n-th statement, COMMIT included, as from outside:
/// nothing is closed, nothing is told.
@main
enum FaultProbe {
    static func main() async throws {
        let folder = CommandLine.arguments[1]
        let isWrong = CommandLine.arguments[2] == "answer-first"
        let engine = try await makeEngine(
            folder, killedAt: CommandLine.arguments.dropFirst(3).first.flatMap { Int($0) })
        say("ready")
        await withTaskGroup(of: Void.self) { group in
            for await line in lines() {
                let words = line.split(separator: " ").map(String.init)
                guard words.count == 2 else { continue }
                group.addTask { await handle(words[0], words[1], engine, isWrong: isWrong) }
            }
        }
    }

    private static func handle(_ key: String, _ instance: String, _ engine: Engine, isWrong: Bool) async {
        // only events can be answered early: a start's answer names what it made
        let answersFirst = isWrong && instance != "-"
        if answersFirst { say("ok \(key) \(instance)") }
        let data = JSON.object([("mark", .string(key))])
        let path = instance == "-" ? "/start" : "/\(instance)"
        let target: Command.Target =
            instance == "-" ? .start(workflow: "counter", event: nil) : .event(InstanceID(instance), "add")
        let command = Command(
            target, data: data, caller: BareWorld.person("taro@xyz-manufacture.example"),
            key: RequestKey(method: "POST", path: path, key: key))
        do {
            let answer = try await engine.send(command)
            if !answersFirst { say("ok \(key) \(answer.instance.id)") }
        } catch {
            if !answersFirst { say("no \(key) \(error.message)") }
        }
    }

    private static func open(_ place: String) async throws -> any Database {
        if place.hasPrefix("postgresql:") { return try await PostgresDatabase.open(.patient(place)) }
        let database = try await SQLiteDatabase.open(path: "\(place)/genkan.sqlite")
        _ = try await Migrator(lines: [.engineTables]).migrate(database, at: 0)
        return database
    }

    private static func makeEngine(_ place: String, killedAt number: Int?) async throws -> Engine {
        let database = try await open(place)
        let (definition, _) = try Definition.parse(MarkedCounter.definition, file: "counter.yaml")
        let catalog = try await Catalog.load([definition], into: database, now: SystemTime().now)
        let keys = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        let mortal = CutDatabase(database) { boundary in
            if boundary.number == number, boundary.side == .after { kill(getpid(), SIGKILL) }
            return false
        }
        return Engine(
            database: mortal, catalog: catalog, facts: FactRegistry([]), actions: ActionRegistry([]),
            directory: .empty, render: { RenderedMail(subject: $0.template, text: "", html: "") },
            outbox: Outbox(keys: keys, host: "genkan.example"),
            settings: EngineSettings(publicURL: "http://127.0.0.1:8080"))
    }

    private static func lines() -> AsyncStream<String> {
        AsyncStream { continuation in
            Thread {
                while let line = readLine() { continuation.yield(line) }
                continuation.finish()
            }.start()
        }
    }

    private static func say(_ line: String) { try? FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8)) }
}
