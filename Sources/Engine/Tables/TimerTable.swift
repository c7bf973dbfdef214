import Statecharts
import Storage

/// An armed timer as stored.
struct TimerRow: Sendable {
    var name: TimerName
    var due: Timestamp
    var armedRevision: Int64
}

enum TimerTable {
    static let set = Statement(
        "timer.set",
        """
        insert into timer (instance_id, name, due_at, armed_revision) values ($1, $2, $3, $4) \
        on conflict (instance_id, name) do update set due_at = excluded.due_at, armed_revision = excluded.armed_revision
        """)
    static let delete = Statement("timer.delete", "delete from timer where instance_id = $1 and name = $2")
    /// `/` follows `.`, so this is every name that begins with `state.`.
    static let deleteOfState = Statement(
        "timer.deleteOfState",
        "delete from timer where instance_id = $1 and name >= $2 || '.' and name < $2 || '/'")
    static let due = Statement(
        "timer.due",
        "select name, due_at, armed_revision from timer where instance_id = $1 and due_at <= $2 order by due_at, name")
    static let ofInstance = Statement(
        "timer.ofInstance", "select name, due_at, armed_revision from timer where instance_id = $1 order by name")
    static let dueInstances = Statement(
        "timer.dueInstances",
        "select instance_id from timer where due_at <= $1 order by due_at limit $2")
    static let all = [set, delete, deleteOfState, due, ofInstance, dueInstances]

    static func set(_ timer: ArmedTimer, of id: InstanceID, revision: Int64, in tx: borrowing Transaction) {
        tx.write(set, .text(id.text), .text(timer.name.text), timer.due.sql, .integer(revision))
    }

    static func delete(_ name: TimerName, of id: InstanceID, in tx: borrowing Transaction) {
        tx.write(delete, .text(id.text), .text(name.text))
    }

    static func rows(_ statement: Statement, _ values: [SQLValue], in tx: borrowing Transaction) throws -> [TimerRow] {
        try tx.rows(statement, values).map { row in
            guard let name = TimerName(try row.text(0)) else {
                throw BrokenInvariant("a timer is called '\(try row.text(0))'", instance: nil)
            }
            return TimerRow(name: name, due: try row.timestamp(1), armedRevision: try row.integer(2))
        }
    }
}
