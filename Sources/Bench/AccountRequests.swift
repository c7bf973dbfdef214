import Engine
import Logging
import Statecharts
import Storage
import Synchronization
import TestKit

/// The shipped account request with its real actions: requests of as many companies, which wait for their activation.
final class AccountRequests: Sendable {
    /// A request, whoever may activate it, and the secret of the link that was mailed to him.
    private struct Request {
        var id: InstanceID
        var caller: Caller
        var link: String
    }

    private static let headquarters = JSON.object([
        ("country", "JP"), ("line1", "見本町1-2-3"), ("city", "千代田区"), ("postalCode", "100-0000"),
    ])

    private let world: TestWorld
    private let started = Mutex<[(id: InstanceID, email: String)]>([])
    private let waiting = Mutex<[Request]>([])
    private let activated = Atomic<Int>(0)

    /// - Parameter database: empty; its tables and months are made.
    init(over database: any Database) async throws {
        _ = try await Migrator(lines: [.engineTables, .onboardingTables]).migrate(database, at: 0)
        let time = ManualTime(SystemTime().now)
        try await MonthKeeper(database: database, time: time, logger: Logger(label: "bench")).round()
        world = try await TestWorld(over: database, time: time)
    }

    /// Starts that many requests, hands their mails over, and takes the links out of them.
    func start(_ count: Int, senders: Int) async throws {
        try await Self.share(Array(0..<count), among: senders) { number in try await self.startOne(number) }
        while try await world.outboxWorker.round() > 0 {}
        var links: [String: String] = [:]
        for message in world.mailbox.all {
            let line = message.mail.text.split(separator: "\n").first { $0.contains("/l/") }
            links[message.to] = line?.split(separator: "/").last.map(String.init)
        }
        for (id, email) in started.withLock(\.self) {
            guard let link = links[email] else { throw BenchFault("no link came to \(email)") }
            let request = Request(id: id, caller: try await world.caller(email), link: link)
            waiting.withLock { $0.append(request) }
        }
    }

    /// Activations per second of that many senders, over `count` requests that wait.
    func rate(activating count: Int, senders: Int) async throws -> Double {
        let requests = waiting.withLock { waiting in
            defer { waiting.removeFirst(min(count, waiting.count)) }
            return Array(waiting.prefix(count))
        }
        let took = try await seconds {
            try await Self.share(requests, among: senders) { request in
                _ = try await self.world.engine.send(
                    Command(
                        .event(request.id, "activate"), data: .object([]), caller: request.caller,
                        linkSecret: request.link))
                self.tick()
            }
        }
        let all = Int64(activated.add(requests.count, ordering: .relaxed).newValue)
        let active = try await world.count("select count(*) from account where status = 'active'")
        guard active == all else { throw BenchFault("\(active) accounts are active in place of \(all)") }
        return Double(requests.count) / took
    }

    private func startOne(_ number: Int) async throws {
        let email = "asker@company-\(number).example"
        let profile = JSON.object([
            ("company", "XYZ"), ("firstName", "Jiro"), ("language", "en"), ("lastName", "Tanaka"),
            ("phone", "+81 3 5555 0151"), ("companyAddress", Self.headquarters),
        ])
        try await world.join(email, profile: profile)
        let form = JSON.object([
            ("authority", "self"), ("accountName", .string("XYZ製作所 \(number)")), ("headquarters", Self.headquarters),
        ])
        let id = try await world.start("account-request", as: email, form).instance.id
        started.withLock { $0.append((id, email)) }
        tick()
    }

    /// Time goes on as it would, so that ids come in order.
    private func tick() { world.time.advance(Span(microseconds: 500)) }

    /// Does something with each item, by so many at once.
    static func share<Item: Sendable>(
        _ items: [Item], among senders: Int, _ body: @escaping @Sendable (Item) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<senders {
                group.addTask {
                    for place in stride(from: sender, to: items.count, by: senders) { try await body(items[place]) }
                }
            }
            try await group.waitForAll()
        }
    }
}
