import Storage
import TestKit

/// What goes wrong, drawn from the seed.
enum Fault: CaseIterable {
    /// A statement or a commit fails, its answer is lost, or the process dies at it.
    case cut
    /// A process ends between any two jobs; a new one takes its place.
    case kill
    /// A process stands still for a while, with all that it holds, and goes on as if nothing had been.
    case freeze
    /// One host's clock is set.
    case clock
    /// The mail server defers, refuses, or loses its answers for a while.
    case mail
    /// Rows of a timer, task, link or subscription are gone.
    case loss
}

/// What becomes of one transaction.
enum Cut: Equatable {
    /// The connection is gone before statement `at`.
    case lost(at: Int)
    /// No room at statement `at`.
    case full(at: Int)
    /// Another process writes into the file.
    case busy
    /// The commit's answer is lost; it was done or not.
    case unheard(isDone: Bool)
    /// The process is killed before statement `at`.
    case killed(at: Int)
    /// The process is killed behind the commit.
    case killedAfterCommit

    /// One that this kind of store knows.
    static func drawn(_ random: SeededRandom, on kind: StoreKind) -> Cut {
        let place = random.number(below: 16)
        switch (random.number(below: 6), kind) {
        case (0, .postgres): return .lost(at: place)
        case (1, .postgres): return .unheard(isDone: true)
        case (2, .postgres): return .unheard(isDone: false)
        case (0, .sqlite), (1, .sqlite): return .full(at: place)
        case (2, .sqlite): return .busy
        case (3, _): return .full(at: place)
        case (4, _): return .killedAfterCommit
        case (_, _): return .killed(at: place)
        }
    }
}

/// A mistake of ours, put in to see whether the simulation finds it.
enum PlantedBug: String, CaseIterable {
    /// No receipt is written.
    case forgottenReceipt
    /// A mail that the server deferred counts as sent.
    case forgottenMail
    /// A timer fires a quarter of an hour early.
    case earlyTimer
    /// What is published reaches only those who wait at that moment; a subscriber that is behind is not looked for.
    case forgottenSubscriber
}
