import Logging
import ServiceLifecycle
import Statecharts
import Storage

/// What a worker has in hand: claimed messages, and outcomes that are not marked yet.
struct OutboxCourse {
    var queue: DeliveryQueue
    var outcomes: [(OutboxRow, DeliveryOutcome)] = []
    /// When the first of the outcomes came.
    var firstOutcome: Span?
    var isMarking = false
    /// Whether a look for due messages is due, whether there will be further ones, and until when there is none.
    var wantsClaim = true
    var isEnding = false
    var blockedUntil: Timestamp?
    /// Domains that the last look left out.
    var leftOut: [String] = []
    var claimed = 0
}

extension OutboxWorker {
    private static let batch = 100
    private static let markAfter = Span(microseconds: 50_000)

    private enum Event: Sendable {
        case woken
        case ended
        case delivered(OutboxRow, DeliveryOutcome)
        case marked
    }

    /// Claims, hands over and marks: once, or at each tick until they end.
    ///
    /// What is under way ends in any case.
    /// - Returns: how many rows were claimed.
    func work(_ ticks: AsyncStream<Void>?) async throws -> Int {
        try await withThrowingTaskGroup(of: Event.self) { group in
            var course = OutboxCourse(queue: DeliveryQueue(atOnce: deliverer.atOnce))
            if let ticks { Self.await(ticks, in: &group) }
            course.isEnding = ticks == nil
            while true {
                do {
                    try await claim(&course)
                    try await begin(&course, in: &group)
                    mark(&course, in: &group)
                    if course.isEnding, course.queue.isEmpty, !course.isMarking { return course.claimed }
                    guard let event = try await group.next() else { return course.claimed }
                    if case .woken = event, let ticks { Self.await(ticks, in: &group) }
                    note(event, in: &course)
                } catch  where ticks != nil {
                    // a failed mark, too: its rows are found again when their lease ends
                    course.isMarking = false
                    course.wantsClaim = false
                    logger.error("the outbox waits for its store", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private static func await(_ ticks: AsyncStream<Void>, in group: inout ThrowingTaskGroup<Event, any Error>) {
        group.addTask {
            for await _ in ticks { return .woken }
            return .ended
        }
    }

    private func note(_ event: Event, in course: inout OutboxCourse) {
        switch event {
        case .woken: course.wantsClaim = true
        case .ended:
            course.isEnding = true
            course.wantsClaim = false
        case .marked: course.isMarking = false
        case .delivered(let row, let outcome):
            course.queue.finish(row)
            if course.outcomes.isEmpty { course.firstOutcome = time.steady }
            course.outcomes.append((row, outcome))
            if case .blocked(let reply) = outcome { block(&course, because: reply) }
            if course.leftOut.contains(row.domain) { course.wantsClaim = !course.isEnding }
        }
    }

    private func block(_ course: inout OutboxCourse, because reply: String) {
        if course.blockedUntil == nil {
            logger.warning("no mail goes out for a minute", metadata: ["reply": "\(reply)"])
        }
        course.blockedUntil = time.now.adding(RetryPolicy.pause)
    }

    /// Looks for due messages where that is due and there is room for them.
    private func claim(_ course: inout OutboxCourse) async throws {
        let now = time.now
        if let until = course.blockedUntil, until <= now { course.blockedUntil = nil }
        guard course.wantsClaim, course.blockedUntil == nil, !Task.isShuttingDownGracefully else { return }
        let room = course.queue.room(Self.batch)
        guard room > 0 else { return }
        course.leftOut = course.queue.full
        let (count, rows) = try await claim(atMost: room, without: course.leftOut, now: now)
        course.queue.add(rows, at: now)
        course.claimed += count
        course.wantsClaim = count == room && !course.isEnding
    }

    /// Begins what may begin, and gives back what waits in vain.
    private func begin(
        _ course: inout OutboxCourse, in group: inout ThrowingTaskGroup<Event, any Error>
    ) async throws {
        // a stopped process would keep the rest from the others until its lease ends
        let isOver = Task.isShuttingDownGracefully || Task.isCancelled || course.blockedUntil != nil
        let waiting = isOver ? course.queue.removeAll() : course.queue.removeLate(at: time.now)
        if !waiting.isEmpty { try await release(waiting) }
        while let row = course.queue.next() {
            group.addTask { .delivered(row, await handOver(row)) }
        }
    }

    /// Marks what is done: a hundred, or what came in 50 ms, or all when there is nothing else to do.
    private func mark(_ course: inout OutboxCourse, in group: inout ThrowingTaskGroup<Event, any Error>) {
        guard !course.isMarking, !course.outcomes.isEmpty else { return }
        let isDue = course.firstOutcome.map { time.steady - $0 >= Self.markAfter } ?? true
        guard isDue || course.outcomes.count >= Self.batch || course.queue.hasNothingToBegin else { return }
        let outcomes = course.outcomes
        course.outcomes = []
        course.isMarking = true
        group.addTask {
            try await mark(outcomes)
            return .marked
        }
    }

    private func handOver(_ row: OutboxRow) async -> DeliveryOutcome {
        let message: OutgoingMessage
        do {
            message = try outbox.open(row)
        } catch {
            logger.error("a message cannot be opened", metadata: ["outbox": "\(row.id)", "reason": "\(error)"])
            return .unsendable(reason: "\(error)")
        }
        return await deliverer.deliver(message)
    }
}
