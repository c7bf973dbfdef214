import Engine
import Foundation
import Logging
import ServiceLifecycle
import Statecharts
import Storage
import Synchronization
import TestKit
import Testing

@testable import genkan

/// Work begins without being told, and sooner when another process tells (`commit.md` 10).
@Suite struct `C57 R28 waking` {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static let chart = """
        workflow: note
        version: 1
        title: { en: Note, ja: 連絡 }
        asker: asker
        roles: { asker: context.asker }
        context: { asker: person }
        mails:
          hello: { to: asker, link: status }
        start:
          write: { by: signedIn, set: { asker: caller.person }, to: written }
        states:
          written: { title: { en: Written, ja: 記入済み }, final: true, entry: { mail: hello } }
        """

    /// Runs a worker beside the world; ends when it has handed one message over.
    private func deliverOne(
        of world: BareWorld, time: any TimeSource, besides services: (WakeUp) -> [any Service]
    ) async throws {
        let wakeUp = WakeUp()
        let deliverer = CallingDeliverer()
        let keys = try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
        let worker = OutboxWorker(
            database: world.database, outbox: Outbox(keys: keys, host: "genkan.example", random: secureBytes),
            deliverer: deliverer, time: time, wakeUp: wakeUp, owner: "awake", logger: Self.logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services(wakeUp) + [worker], logger: Self.logger))
        deliverer.whenCalled { await group.triggerGracefulShutdown() }
        async let running: Void = group.run()
        _ = try await world.start("note")
        try await running
        #expect(deliverer.count == 1)
    }

    @Test func `with every word lost the poll finds the work`() async throws {
        let world = try await BareWorld(.postgres, definitions: [Self.chart])
        let begin = ContinuousClock.now
        try await deliverOne(of: world, time: PollingTime(), besides: { _ in [] })
        // the promise is 2 s, which `make bench` measures; this only finds work that nobody finds
        #expect(ContinuousClock.now - begin < .seconds(30))
    }

    @Test func `a word of another process wakes a worker that does not look by itself`() async throws {
        let server = try PostgresServer.shared()
        let settings = PostgresSettings(url: try PostgresURL(server.url("postgres")))
        let hearing = try PostgresListener(settings, channel: "genkan_c57")
        let saying = try PostgresListener(settings, channel: "genkan_c57")
        let world = try await BareWorld(.postgres, definitions: [Self.chart])
        var isConnected = saying.wakeUps.makeAsyncIterator()
        #expect(await isConnected.next() != nil)
        try await deliverOne(
            of: world, time: NeverTime(),
            besides: { wakeUp in [ListenerLife(listener: hearing, wakeUps: [wakeUp]), Repeater(listener: saying)] })
        saying.close()
    }

    @Test func `no command notifies: another connection does, at most one word for many commits`() async throws {
        try await blocking {
            let postgres = try PostgresServer(settings: ["log_statement=all"])
            let folder = try TemporaryFolder()
            let url = postgres.url(try postgres.database())
            let environment = ["GENKAN_SEAL_KEYS": folder.file("keys"), "GENKAN_MAILBOX": folder.file("mailbox")]
            let example = ["--workflows", "\(Program.repository)/docs/example"]
            let server = try RunningServer(url: url, example + ["--migrate"], environment: environment)
            let token = try ChildProcess(
                Program.path,
                ["token", "create", "--email", "taro@xyz-manufacture.example", "--database", url] + example,
                environment: environment
            ).readAll().output.trimmingCharacters(in: .newlines)
            let connection = try server.connect()
            for number in 0..<30 {
                let answer = try connection.send(
                    "POST", "/api/v1/workflows/visitor-badge/instances", headers: ["Authorization": "Bearer \(token)"],
                    body: #"{"data": {"host": "host-\#(number)@converge.example", "day": "Monday"}}"#)
                #expect(answer.status == 201, "\(answer.body)")
            }
            #expect(server.terminate() == 0)
            let log = try String(contentsOfFile: "\(postgres.folder)/log", encoding: .utf8)
            let lines = log.split(separator: "\n")
            let notifiers = lines.filter { $0.contains("notify genkan") }.compactMap(Self.process)
            let writers = lines.filter { $0.contains("insert into history") }.compactMap(Self.process)
            #expect(writers.count >= 30)
            #expect((1...30).contains(notifiers.count))
            #expect(Set(notifiers).count == 1)
            #expect(Set(notifiers).isDisjoint(with: writers))
        }
    }

    /// The server process that wrote a line of the log.
    private static func process(_ line: Substring) -> String? {
        line.firstMatch(of: /\[(\d+)\] LOG:/).map { String($0.1) }
    }
}

/// Says its word again until shutdown: what was said before the other one listened is lost.
private struct Repeater: Service {
    let listener: PostgresListener

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            listener.notify()
            await SystemTime().pause(Span(microseconds: 20_000))
        }
    }
}

/// Waits really; the poll of the worker is what the test is about.
private struct PollingTime: TimeSource {
    var now: Timestamp { ManualTime().now }
    var steady: Span { SystemTime().steady }

    func pause(_ span: Span) async { await SystemTime().pause(span) }
}

/// Nobody looks by himself: a pause ends with its task only.
private struct NeverTime: TimeSource {
    var now: Timestamp { ManualTime().now }
    var steady: Span { SystemTime().steady }

    func pause(_ span: Span) async { await SystemTime().pause(.days(1)) }
}

/// Tells when it is called.
private final class CallingDeliverer: Deliverer {
    private let state = Mutex<(count: Int, call: (@Sendable () async -> Void)?)>((0, nil))

    var count: Int { state.withLock(\.count) }

    func whenCalled(_ call: @escaping @Sendable () async -> Void) { state.withLock { $0.call = call } }

    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        let call = state.withLock { state in
            state.count += 1
            return state.call
        }
        await call?()
        return .accepted
    }
}
