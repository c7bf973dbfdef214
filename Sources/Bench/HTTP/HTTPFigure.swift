import Engine
import Logging
import Onboarding
import ServiceLifecycle
import Statecharts
import Storage
import TestKit
import Web

/// The bare chart through the JSON API over 64 connections, against the same engine called in process by 64 senders.
///
/// The server runs in this process without workers, so that the two differ by nothing but the way in.
enum HTTPFigure {
    private static let connections = 64

    static func run(_ bed: PostgresBed) async throws -> [Figure] {
        let name = try bed.server.database()
        let settings = PostgresSettings(url: try PostgresURL(bed.server.url(name)))
        let keys = try SealKeys(parsing: SealKeys.makeText(random: secureBytes))
        let (token, owner) = try await makeFirst(in: PostgresDatabase.open(settings), keys)
        try bed.server.psql(name, script: CopiedInstances.script(bed.instances))
        let database = try await PostgresDatabase.open(settings)
        let chart = try await BenchChart(over: database, waiting: bed.instances, owner: owner)
        let tokens = APITokens(database: database, security: SecurityLog(keys: keys))

        let (ports, told) = AsyncStream<Int>.makeStream()
        let web = try application(chart.engine, database, tokens, keys) { told.yield($0) }
        var logger = Logger(label: "bench")
        logger.logLevel = .warning
        let group = ServiceGroup(services: [web], logger: logger)
        let figure = try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { told.finish() }
                try await group.run()
            }
            guard let port = await ports.first(where: { _ in true }) else { throw BenchFault("no server") }
            let load = try HTTPLoad(port: port, connections: connections, token: token, instances: chart.waiting)
            let figure = try await measure(chart, load, bed)
            load.close()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return figure
        }
        try await database.close()
        return [figure]
    }

    /// Makes somebody with a token, and his instance, which is then copied.
    private static func makeFirst(
        in database: PostgresDatabase, _ keys: SealKeys
    ) async throws -> (token: String, owner: Caller) {
        _ = try await Migrator(lines: [.engineTables, .onboardingTables]).migrate(database, at: 0)
        try await MonthKeeper(database: database, time: SystemTime(), logger: Logger(label: "bench")).round()
        let now = SystemTime().now
        let tokens = APITokens(database: database, security: SecurityLog(keys: keys))
        guard let address = EmailAddress("owner@one.example") else { throw BenchFault("no address") }
        let token = try await tokens.create(for: address, name: "bench", now: now).text
        guard let owner = try await tokens.signedIn(byHeader: "Bearer \(token)", now: now)?.caller else {
            throw BenchFault("the token opens nothing")
        }
        try await BenchChart(over: database, owner: owner).start(1, senders: 1)
        try await database.close()
        return (token, owner)
    }

    private static func measure(_ chart: BenchChart, _ load: HTTPLoad, _ bed: PostgresBed) async throws -> Figure {
        let (samples, limitSamples) = try await bed.compare(rounds: bed.manyRounds) {
            try await load.rate(seconds: bed.seconds)
        } with: {
            try await chart.rate(senders: connections, seconds: bed.seconds)
        }
        return Figure(
            name: "HTTP API, \(connections) connections", unit: "transitions/s", samples: samples,
            goal: .ratioAtLeast(0.4), limitSamples: limitSamples)
    }

    private static func application(
        _ engine: Engine, _ database: any Database, _ tokens: APITokens, _ keys: SealKeys,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) throws -> WebApplication {
        let accounts = Accounts(database: database)
        let texts = try TextCatalog(files: TestWorld.shipped)
        let api = JSONAPI(engine: engine, tokens: tokens, accounts: accounts, texts: texts)
        let settings = WebSettings(
            port: 0, publicURL: "http://127.0.0.1", hasMailbox: false, vendorName: "Vendor",
            supportEmail: "support@vendor.example")
        // nobody signs in here
        let mail = RenderedMail(subject: "code", text: "code", html: "code")
        let signIn = SignIn(
            database: database, outbox: Outbox(keys: keys, host: "genkan.example"), security: SecurityLog(keys: keys),
            render: { _ in mail })
        var logger = Logger(label: "bench")
        logger.logLevel = .warning
        return WebApplication(
            settings: settings, engine: engine, people: People(database: database, random: secureBytes),
            sessions: Sessions(database: database), signIn: signIn, accounts: accounts, texts: texts,
            templates: try PageTemplates(), key: ServerKey(secureBytes(32)), api: api.mount, onListening: onListening,
            logger: logger)
    }
}
