import Statecharts
import Storage

/// An instance's row as it stands in the store, nothing of it trusted.
struct CheckedInstance: Sendable {
    var id: InstanceID
    var definitionID: Int64
    var state: String
    var context: String
    var revision: Int64
    var stays: String
    var headHash: [UInt8]
    var isFinal: Bool
    var createdAt: Timestamp
    var updatedAt: Timestamp
}

/// What else the store holds of one instance.
struct CheckedRows: Sendable {
    /// A link, with the stay that it is for.
    struct Link: Sendable {
        var row: Comparison.StoredLink
        var state: String
        var entered: Int64
    }

    var history: [HistoryRow] = []
    var timers: [(name: String, due: Timestamp, armedRevision: Int64)] = []
    var tasks: [TaskRow] = []
    var links: [Link] = []
    var heard: [TopicKey] = []
    /// Ids of messages, those that wait and those that are gone, with the entry that made each.
    var mails: [(id: String, revision: Int64)] = []
}

/// The rows of a slice of instances: those behind `$1` up to `$2`.
enum CheckRows {
    static let instances = Statement(
        "check.instances",
        """
        select id, definition_id, state, context, revision, stays, head_hash, is_final, created_at, updated_at \
        from instance where id > $1 order by id limit $2
        """)
    static let histories = Statement(
        "check.histories",
        """
        select h.instance_id, h.revision, h.at, h.entry, h.hash, d.fields from history h \
        left join history_data d on d.instance_id = h.instance_id and d.revision = h.revision and d.at = h.at \
        and d.instance_id > $1 and d.instance_id <= $2 \
        where h.instance_id > $1 and h.instance_id <= $2 order by h.instance_id, h.revision
        """)
    static let timers = Statement(
        "check.timers",
        """
        select instance_id, name, due_at, armed_revision from timer where instance_id > $1 and instance_id <= $2
        """)
    static let tasks = Statement(
        "check.tasks",
        """
        select instance_id, name, opened_at, opened_revision, role, person_key, group_key, due_at from user_task \
        where instance_id > $1 and instance_id <= $2
        """)
    static let links = Statement(
        "check.links",
        """
        select instance_id, id, expires_at, ended, stay_state, stay_revision from link \
        where instance_id > $1 and instance_id <= $2
        """)
    static let subscriptions = Statement(
        "check.subscriptions",
        "select instance_id, topic, key from subscription where instance_id > $1 and instance_id <= $2")
    static let mails = Statement(
        "check.mails",
        """
        select instance_id, id, revision from outbox where instance_id > $1 and instance_id <= $2 \
        union all select instance_id, outbox_id, revision from sent where instance_id > $1 and instance_id <= $2
        """)
    static let all = [instances, histories, timers, tasks, links, subscriptions, mails]

    static func instances(
        after place: InstanceID, limit: Int, in tx: borrowing Transaction
    ) throws -> [CheckedInstance] {
        try tx.rows(instances, .text(place.text), .integer(limit)).map { row in
            CheckedInstance(
                id: InstanceID(try row.text(0)), definitionID: try row.integer(1), state: try row.text(2),
                context: try row.text(3), revision: try row.integer(4), stays: try row.text(5),
                headHash: try row.bytes(6), isFinal: try row.flag(7), createdAt: try row.timestamp(8),
                updatedAt: try row.timestamp(9))
        }
    }

    /// All rows of the range, by instance; also those whose instance is not there.
    static func rows(
        after place: InstanceID, through last: InstanceID, in tx: borrowing Transaction
    ) throws -> [InstanceID: CheckedRows] {
        let range = [SQLValue.text(place.text), .text(last.text)]
        var all: [InstanceID: CheckedRows] = [:]
        func take(_ statement: Statement, _ read: (Row, inout CheckedRows) throws -> Void, _ rows: [Row]) throws {
            for row in rows { try read(row, &all[InstanceID(try row.text(0)), default: CheckedRows()]) }
        }
        try take(histories, history, tx.rows(histories, range))
        try take(timers, timer, tx.rows(timers, range))
        try take(tasks, task, tx.rows(tasks, range))
        try take(links, link, tx.rows(links, range))
        try take(subscriptions, pair, tx.rows(subscriptions, range))
        try take(mails, mail, tx.rows(mails, range))
        return all
    }

    private static func history(_ row: Row, into rows: inout CheckedRows) throws {
        rows.history.append(
            HistoryRow(
                revision: try row.integer(1), at: try row.timestamp(2), entry: try row.text(3),
                hash: try row.bytes(4), fields: try row.optionalText(5)))
    }

    private static func timer(_ row: Row, into rows: inout CheckedRows) throws {
        rows.timers.append((try row.text(1), try row.timestamp(2), try row.integer(3)))
    }

    private static func task(_ row: Row, into rows: inout CheckedRows) throws {
        rows.tasks.append(
            TaskRow(
                name: try row.text(1), openedAt: try row.timestamp(2), openedRevision: try row.integer(3),
                role: try row.text(4), personKey: try row.optionalBytes(5), groupKey: try row.optionalText(6),
                due: try row.optionalTimestamp(7)))
    }

    private static func link(_ row: Row, into rows: inout CheckedRows) throws {
        let stored = Comparison.StoredLink(
            id: try row.text(1), expiresAt: try row.optionalTimestamp(2), isEnded: try row.optionalText(3) != nil)
        rows.links.append(CheckedRows.Link(row: stored, state: try row.text(4), entered: try row.integer(5)))
    }

    private static func pair(_ row: Row, into rows: inout CheckedRows) throws {
        rows.heard.append(TopicKey(topic: try row.text(1), key: try row.text(2)))
    }

    private static func mail(_ row: Row, into rows: inout CheckedRows) throws {
        rows.mails.append((try row.text(1), try row.optionalInteger(2) ?? 0))
    }
}
