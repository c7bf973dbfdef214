/// A primary and a standby that every commit waits for; they change places when the primary is killed.
public struct PostgresPair: Sendable {
    /// Takes writes.
    public private(set) var primary: PostgresServer
    /// Takes over.
    public private(set) var standby: PostgresServer

    /// Makes and starts both; takes a few seconds.
    public init() throws {
        primary = try PostgresServer()
        standby = try PostgresServer(standbyOf: primary)
        try waitForStandby()
    }

    /// Ends the primary as a power cut does, and has the standby take its place; from then on nothing waits for a standby.
    ///
    /// The primary is gone before the other begins: two primaries would be two truths.
    public mutating func failOver() throws {
        try primary.kill()
        try standby.promote()
        swap(&primary, &standby)
    }

    /// Makes a new standby of the server that was killed, from a copy of the other one; commits wait for it again.
    public func rejoin() throws {
        try standby.follow(primary)
        try waitForStandby()
    }

    /// From now on each commit on the primary waits until the standby has written it down.
    private func waitForStandby() throws {
        try primary.configure("synchronous_standby_names = '*'")
        try primary.wait(
            for: """
                select 1 from pg_stat_replication where sync_state = 'sync' and state = 'streaming'
                and current_setting('synchronous_standby_names') = '*'
                """)
    }
}
