/// How the mover waits for locks on a store that others work on: little at a time and again, so that they win.
struct Patience: Sendable {
    /// Below a server's `deadlock_timeout`: whoever waits crosswise with the mover is let go before one of them is ended.
    static let little = Statement(
        "move.patience", sqlite: "select 1",
        postgres: "select set_config('lock_timeout', '500ms', true)")

    private static let attemptsMax = 60

    let clock: MoveClock

    /// Runs `body` until no lock stands in its way.
    func run<T>(_ body: () async throws -> T) async throws -> T {
        var attempt = 1
        while true {
            do {
                return try await body()
            } catch let error as DatabaseError where error.code == .busy && attempt < Self.attemptsMax {
                attempt += 1
                await clock.pause(250)
            }
        }
    }
}
