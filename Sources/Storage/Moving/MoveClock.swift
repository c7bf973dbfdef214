/// The time that a move goes by.
public struct MoveClock: Sendable {
    /// Microseconds since 1970 UTC.
    let now: @Sendable () -> Int64
    /// Waits so many milliseconds.
    let pause: @Sendable (_ milliseconds: Int) async -> Void

    /// Makes a clock.
    public init(now: @escaping @Sendable () -> Int64, pause: @escaping @Sendable (_ milliseconds: Int) async -> Void) {
        self.now = now
        self.pause = pause
    }
}
