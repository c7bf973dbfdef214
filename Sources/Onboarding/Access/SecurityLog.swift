import Statecharts
import Storage

/// Writes events of signing in to the engine's table of security events (S-40).
enum SecurityLog {
    /// Writes one event; `data` names nobody, ids at most.
    static func write(
        _ code: String, id: String, data: [String: String] = [:], now: Timestamp, in tx: borrowing Transaction
    ) {
        let members = data.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSON.string($0.value)) }
        tx.write(
            SecuritySQL.insert, .text(id), .integer(now.microseconds), .text(code),
            .text(String(decoding: JSON.object(members).canonical, as: UTF8.self)))
    }
}

enum SecuritySQL {
    static let insert = Statement(
        "security.insert",
        """
        insert into security_event (id, at, code, caller_key, instance_id, data) values ($1, $2, $3, null, null, $4)
        """)
}
