import Statecharts

/// A link as the history says that it stands.
struct StandingLink: Hashable {
    var id: String
    var secretHash: [UInt8]
    var stayState: String
    var stayRevision: Int64
    var role: String
    var personKey: [UInt8]
    var target: String
    var madeRevision: Int64
    var expiresAt: Timestamp
    /// How it ended; absent while it lives.
    var end: End?

    /// What ended it.
    struct End: Hashable {
        var reason: String
        var revision: Int64
        var at: Timestamp
        /// Who answered the turn, by address: links of that person are *answered*, whatever the reason says.
        var answeredBy: String?
    }
}
