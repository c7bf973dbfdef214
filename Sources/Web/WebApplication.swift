public import Engine
import HTTPTypes
public import Hummingbird
public import Logging
import NIOCore
public import Onboarding
public import ServiceLifecycle
public import Statecharts

/// The web: pages, the mounted API, health and the style sheet, behind one chain of middlewares.
public struct WebApplication: Service {
    private let frame: PageFrame
    private let engine: Engine
    private let doors: Doors
    private let mailbox: MailboxReader?
    private let api: APIMount?
    private let notReady: @Sendable () -> String?
    private let onListening: @Sendable (_ port: Int) async -> Void
    private let logger: Logger

    /// Makes the application; nothing listens before `run`.
    ///
    /// - Parameters:
    ///   - mailbox: reads the developer's mailbox; its pages also need `settings.hasMailbox`.
    ///   - notReady: why `/health/ready` says no; absent when it says yes.
    ///   - onListening: called once with the port that was bound.
    public init(
        settings: WebSettings, engine: Engine, people: People, sessions: Sessions, signIn: SignIn, accounts: Accounts,
        texts: TextCatalog, templates: PageTemplates, key: ServerKey, mailbox: MailboxReader? = nil,
        api: APIMount? = nil,
        notReady: @escaping @Sendable () -> String? = { nil },
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }, logger: Logger,
        time: any TimeSource = SystemTime(), random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes
    ) {
        frame = PageFrame(
            settings: settings, texts: texts, templates: templates, key: key, time: time, random: random)
        self.engine = engine
        doors = Doors(people: people, sessions: sessions, signIn: signIn, accounts: accounts)
        self.mailbox = mailbox
        self.api = api
        self.notReady = notReady
        self.onListening = onListening
        self.logger = logger
    }

    /// Every route behind every middleware, in the one order that there is.
    public func makeRouter() -> Router<AppContext> {
        let routes = RouteList(makeRoutes(Router(context: AppContext.self)))
        let router = Router(context: AppContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestLog(random: frame.random))
        router.add(middleware: SecurityHeaders(isSecure: frame.settings.isSecure))
        router.add(middleware: CallerLimit(atOnce: frame.settings.requestsPerCaller, frame: frame, api: api))
        router.add(
            middleware: GuestReader(
                sessions: doors.sessions, cookies: frame.cookies, time: frame.time, random: frame.random))
        router.add(middleware: ErrorPages(frame: frame, api: api, routes: routes))
        router.add(middleware: FormReader())
        router.add(middleware: FormGuard(key: frame.key, origin: frame.settings.publicURL))
        return makeRoutes(router)
    }

    /// Listens until the group shuts down gracefully.
    ///
    /// - Throws: ``ListenError`` where the address cannot be bound.
    public func run() async throws {
        let address = BindAddress.hostname(frame.settings.host, port: frame.settings.port)
        let listening = onListening
        let application = Application(
            responder: makeRouter().buildResponder(),
            server: .http1(configuration: .init(additionalChannelHandlers: [SlowSenders()])),
            configuration: ApplicationConfiguration(address: address, serverName: "genkan"),
            onServerRunning: { channel in await listening(channel.localAddress?.port ?? 0) }, logger: logger)
        do {
            try await application.run()
        } catch let error as IOError {
            throw ListenError(host: frame.settings.host, port: frame.settings.port, code: error.errnoCode)
        }
    }

    private func makeRoutes(_ router: Router<AppContext>) -> Router<AppContext> {
        StaticRoutes(frame: frame, notReady: notReady).addRoutes(to: router)
        ListPages(frame: frame, engine: engine, doors: doors).addRoutes(to: router)
        RequestPages(frame: frame, engine: engine).addRoutes(to: router)
        StartPages(frame: frame, engine: engine, doors: doors).addRoutes(to: router)
        InstancePages(frame: frame, engine: engine).addRoutes(to: router)
        EventPages(frame: frame, engine: engine, doors: doors).addRoutes(to: router)
        AccountPages(frame: frame, engine: engine, doors: doors).addRoutes(to: router)
        LinkPages(frame: frame, engine: engine, doors: doors).addRoutes(to: router)
        SignInPages(frame: frame, doors: doors).addRoutes(to: router)
        ProfilePages(frame: frame, doors: doors).addRoutes(to: router)
        AddressPages(frame: frame, doors: doors, engine: engine).addRoutes(to: router)
        if let mailbox { MailboxPages(frame: frame, mailbox: mailbox).addRoutes(to: router) }
        api?.addRoutes(router)
        return router
    }
}
