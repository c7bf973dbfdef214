import Engine
import Foundation
import Statecharts
import Storage
import TestKit
import Testing

// The examples of docs/libraries.md, word for word; a tidy test compares.

private let door = """
    workflow: door
    version: 1
    title: { en: Door, ja: 扉 }
    asker: owner
    watch: [owner]
    roles: { owner: context.owner }
    context:
      owner: person
    start:
      install: { by: signedIn, set: [{ owner: caller.person }], to: open }
    states:
      open:
        title: { en: Open, ja: 開 }
        standing: [close]
        on: { close: { by: owner, to: closed } }
        after: { shut: { at: PT1H, to: closed } }
      closed: { title: { en: Closed, ja: 閉 }, final: true }
    """

/// A step is a value: what would be true after an event, and which timers would run.
private func stepOnce() throws -> Step {
    let definition = try Definition.parse(door, file: "door.yaml").definition
    let caller = CallerValues(
        person: PersonReference(email: "taro@xyz-manufacture.example"), language: "ja", session: "1")
    var macrostep = try Macrostep(
        definition, at: .unborn, on: .start("install"),
        data: [:], caller: caller, facts: [:], now: Timestamp(microseconds: 0))
    guard case .commit(let step) = try macrostep.next() else { throw CancellationError() }
    return step
}

private let create = Statement(
    "greeting.create", "create table greeting (id integer primary key, words text not null)")
private let insert = Statement("greeting.insert", "insert into greeting (id, words) values ($1, $2)")
private let all = Statement("greeting.all", "select words from greeting order by id")

/// One transaction, on a file or on a server alike: it commits as a whole or not at all.
private func greet(_ database: any Database) async throws -> [String] {
    try await database.transaction { tx in
        tx.write(create)
        tx.write(insert, .integer(1), .text("こんにちは"))
        return try tx.rows(all).map { try $0.text("words") }
    }
}

/// An instance that outlives the process: state, history and timers are rows of one commit.
private func install(on database: any Database, keys: SealKeys) async throws -> InstanceView {
    _ = try await Migrator(lines: [MigrationLine(name: "engine", assets: AssetTable.engine)]).migrate(database, at: 0)
    let time = SystemTime()
    let definition = try Definition.parse(door, file: "door.yaml").definition
    let engine = Engine(
        database: database, catalog: try await Catalog.load([definition], into: database, now: time.now),
        facts: FactRegistry([]), actions: ActionRegistry([]), directory: .empty,
        render: { _ in RenderedMail(subject: "", text: "", html: "") },
        outbox: Outbox(keys: keys, host: "genkan.example"),
        settings: EngineSettings(publicURL: "http://127.0.0.1:8080"), time: time)
    let taro = DirectoryPerson(
        id: "1", email: "taro@xyz-manufacture.example", addresses: ["taro@xyz-manufacture.example"], language: "ja",
        name: "山田 太郎")
    let caller = Caller.person(taro, session: "1")
    let started = try await engine.send(Command(.start(workflow: "door", event: nil), caller: caller))
    return try await engine.send(Command(.event(started.instance.id, "close"), caller: caller)).instance
}

@Suite struct `The library products` {
    @Test func `Statecharts steps without a store`() throws {
        let step = try stepOnce()
        #expect(step.timers.map(\.name.text) == ["open.shut#1"])
        #expect(step.took == ["start.install#1"])
    }

    @Test func `Storage commits without an engine`() async throws {
        let folder = try TemporaryFolder()
        let database = try await SQLiteDatabase.open(path: folder.file("greetings.sqlite"))
        #expect(try await greet(database) == ["こんにちは"])
        try await database.close()
    }

    @Test func `Engine runs an instance without accounts and HTTP`() async throws {
        let folder = try TemporaryFolder()
        let database = try await SQLiteDatabase.open(path: folder.file("doors.sqlite"))
        let keys = try SealKeys(parsing: SealKeys.makeText(random: secureBytes))
        #expect(try await install(on: database, keys: keys).state == "closed")
        try await database.close()
    }
}
