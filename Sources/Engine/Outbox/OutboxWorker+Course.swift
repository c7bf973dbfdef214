import Logging
import ServiceLifecycle
import Statecharts
import Storage

/// What a worker has in hand: claimed messages, and outcomes that are not marked yet.
struct OutboxCourse {
    /// How many rows are claimed at first, and at most, where they are handed over quickly.
    private static let batches = 100...1_000
    private static let quickly = Span(microseconds: 1_000_000)

    var queue: DeliveryQueue
    var outcomes: [(OutboxRow, DeliveryOutcome)] = []
    /// When the first of the outcomes came.
    var firstOutcome: Span?
    var isMarking = false
    var isClaiming = false
    /// How many rows are claimed next, and when the last full batch came.
    var batch = OutboxCourse.batches.lowerBound
    private var lastBatch: Span?
    /// Whether a look for due messages is due, whether there may be further ones, whether it ends when nothing is left,
    /// and until when there is no look.
    var wantsClaim = true
    var mayClaim = true
    var isEnding: Bool
    var blockedUntil: Timestamp?
    /// Domains that the last look left out.
    var leftOut: [String] = []
    var claimed = 0

    init(atOnce: Int, isEnding: Bool) {
        queue = DeliveryQueue(atOnce: atOnce)
        self.isEnding = isEnding
    }

    /// Whether nothing is left to do.
    var isOver: Bool { isEnding && queue.isEmpty && !isMarking && !isClaiming }

    /// Takes what a look found; next time it asks for twice as much where a full batch took less than a second.
    mutating func add(_ found: OutboxFound, at steady: Span) {
        isClaiming = false
        queue.add(found.rows, at: found.at)
        claimed += found.count
        guard found.count == batch else { return }
        wantsClaim = mayClaim
        let isQuick = lastBatch.map { steady - $0 < Self.quickly } ?? false
        batch = isQuick ? min(2 * batch, Self.batches.upperBound) : Self.batches.lowerBound
        lastBatch = steady
    }

    /// Takes what came of a message.
    mutating func add(_ outcome: DeliveryOutcome, of row: OutboxRow, at steady: Span) {
        queue.finish(row)
        if outcomes.isEmpty { firstOutcome = steady }
        outcomes.append((row, outcome))
        if mayClaim, leftOut.contains(row.domain), !queue.isFull(row.domain, batch) { wantsClaim = true }
    }
}

/// What one look for due messages found.
struct OutboxFound: Sendable {
    var at: Timestamp
    /// How many rows were claimed, those that are not to be sent any more included.
    var count: Int
    /// What is to be sent.
    var rows: [OutboxRow]
}

extension OutboxWorker {
    private static let marksEnough = 100
    private static let markAfter = Span(microseconds: 50_000)

    private enum Event: Sendable {
        case woken
        case ended
        case claimed(Result<OutboxFound, any Error>)
        case delivered(OutboxRow, DeliveryOutcome)
        case marked(Result<Void, any Error>)
    }

    /// Claims, hands over and marks, all three at the same time: until nothing is due, or at each tick until they end.
    ///
    /// What is under way ends in any case.
    /// - Returns: how many rows were claimed.
    func work(_ ticks: AsyncStream<Void>?) async throws -> Int {
        try await withThrowingTaskGroup(of: Event.self) { group in
            var course = OutboxCourse(atOnce: deliverer.atOnce, isEnding: ticks == nil)
            if let ticks { Self.await(ticks, in: &group) }
            while true {
                do {
                    claim(&course, in: &group)
                    try await begin(&course, in: &group)
                    mark(&course, in: &group)
                    if course.isOver { return course.claimed }
                    guard let event = try await group.next() else { return course.claimed }
                    if case .woken = event, let ticks { Self.await(ticks, in: &group) }
                    try note(event, in: &course)
                } catch  where ticks != nil {
                    // a failed mark, too: its rows are found again when their lease ends
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

    private func note(_ event: Event, in course: inout OutboxCourse) throws {
        switch event {
        case .woken: course.wantsClaim = true
        case .ended:
            course.isEnding = true
            course.mayClaim = false
            course.wantsClaim = false
        case .claimed(let result):
            course.isClaiming = false
            course.add(try result.get(), at: time.steady)
        case .marked(let result):
            course.isMarking = false
            try result.get()
        case .delivered(let row, let outcome):
            course.add(outcome, of: row, at: time.steady)
            if case .blocked(let reply) = outcome { block(&course, because: reply) }
        }
    }

    private func block(_ course: inout OutboxCourse, because reply: String) {
        if course.blockedUntil == nil {
            logger.warning("no mail goes out for a minute", metadata: ["reply": "\(reply)"])
        }
        course.blockedUntil = time.now.adding(RetryPolicy.pause)
    }

    /// Whether a process that stops would keep what waits from the others until its lease ends.
    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// Looks for due messages where that is due and there is room for them.
    private func claim(_ course: inout OutboxCourse, in group: inout ThrowingTaskGroup<Event, any Error>) {
        guard course.wantsClaim, !course.isClaiming, course.queue.hasRoom(course.batch), !isStopping else { return }
        let now = time.now
        if let until = course.blockedUntil, until <= now { course.blockedUntil = nil }
        guard course.blockedUntil == nil else { return }
        course.wantsClaim = false
        course.isClaiming = true
        course.leftOut = course.queue.full(course.batch)
        let (limit, domains) = (course.batch, course.leftOut)
        group.addTask {
            do {
                return .claimed(.success(try await claim(atMost: limit, without: domains, now: now)))
            } catch {
                return .claimed(.failure(error))
            }
        }
    }

    /// Begins what may begin, and gives back what waits in vain.
    private func begin(
        _ course: inout OutboxCourse, in group: inout ThrowingTaskGroup<Event, any Error>
    ) async throws {
        let isOver = isStopping || course.blockedUntil != nil
        let waiting = isOver ? course.queue.removeAll() : course.queue.removeLate(at: time.now)
        if !waiting.isEmpty { try await release(waiting) }
        while let row = course.queue.next() {
            group.addTask { .delivered(row, await handOver(row)) }
        }
    }

    /// Marks what is done, while nothing else is being marked: a hundred, or what came in 50 ms, or all when there is
    /// nothing else to do.
    private func mark(_ course: inout OutboxCourse, in group: inout ThrowingTaskGroup<Event, any Error>) {
        guard !course.isMarking, !course.outcomes.isEmpty else { return }
        let isDue = course.firstOutcome.map { time.steady - $0 >= Self.markAfter } ?? true
        guard isDue || course.outcomes.count >= Self.marksEnough || course.queue.hasNothingToBegin else { return }
        let outcomes = course.outcomes
        course.outcomes = []
        course.isMarking = true
        group.addTask {
            do {
                return .marked(.success(try await mark(outcomes)))
            } catch {
                return .marked(.failure(error))
            }
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
