import Statecharts
import Storage

/// The row of an instance as the store holds it.
struct InstanceRow: Sendable {
    var id: InstanceID
    var definitionID: Int64
    var state: String
    var context: Record
    var revision: Int64
    var changedRevision: Int64
    /// Active state or ancestor → revision of its entry.
    var stays: [String: Int64]
    var headHash: [UInt8]
    var isFinal: Bool
    var stuck: String?
    var createdAt: Timestamp
    var updatedAt: Timestamp
    /// The context as the store holds it: canonical JSON.
    var contextText: String
}

enum InstanceTable {
    private static let columns = """
        definition_id, state, context, revision, changed_revision, stays, head_hash, is_final, stuck, created_at, \
        updated_at
        """
    static let load = Statement("instance.load", "select \(columns) from instance where id = $1")
    /// Waits for whoever holds the row; other readers' foreign keys pass (`commit.md` 2).
    static let lock = Statement(
        "instance.lock", sqlite: "select \(columns) from instance where id = ?1",
        postgres: "select \(columns) from instance where id = $1 for no key update")
    /// For a group, which waits for nobody: a row that somebody holds is left out.
    static let lockIfFree = Statement(
        "instance.lockIfFree", sqlite: "select \(columns) from instance where id = ?1",
        postgres: "select \(columns) from instance where id = $1 for no key update skip locked",
        many: """
            select array_position($1::uuid[], id), \(columns) from instance where id = any($1::uuid[]) \
            for no key update skip locked
            """)
    static let insert = Statement(
        "instance.insert",
        """
        insert into instance (id, definition_id, state, context, revision, changed_revision, stays, head_hash, \
        is_final, stuck, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, $10, $10)
        """,
        many: """
            insert into instance (id, definition_id, state, context, revision, changed_revision, stays, head_hash, \
            is_final, created_at, updated_at) \
            select id, definition_id, state, context, revision, changed_revision, stays, head_hash, is_final, at, at \
            from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], \
            $8::bytea[], $9::boolean[], $10::timestamptz[]) as row (id, definition_id, state, context, revision, \
            changed_revision, stays, head_hash, is_final, at)
            """)
    /// The expected revision guards against a writer that did not hold the lock.
    static let advance = Statement(
        "instance.advance",
        sqlite: """
            update instance set state = ?2, context = ?3, revision = ?4, changed_revision = ?5, stays = ?6, \
            head_hash = ?7, is_final = ?8, updated_at = ?9 where id = ?1 and revision = ?10
            """,
        postgres: """
            with moved as (update instance set state = $2, context = $3, revision = $4, changed_revision = $5, \
            stays = $6, head_hash = $7, is_final = $8, updated_at = $9 where id = $1 and revision = $10 returning 1) \
            select must_be(count(*), 1) from moved
            """,
        many: """
            with moved as (update instance i set state = row.state, context = row.context, revision = row.revision, \
            changed_revision = row.changed_revision, stays = row.stays, head_hash = row.head_hash, \
            is_final = row.is_final, updated_at = row.at \
            from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::bytea[], \
            $8::boolean[], $9::timestamptz[], $10::bigint[]) as row (id, state, context, revision, changed_revision, \
            stays, head_hash, is_final, at, expected) where i.id = row.id and i.revision = row.expected returning 1) \
            select must_be(count(*), cardinality($1)) from moved
            """,
        changes: .exactlyOne)
    static let markStuck = Statement("instance.markStuck", "update instance set stuck = $2 where id = $1")
    static let retry = Statement(
        "instance.retry", "update instance set stuck = null where id = $1 and stuck is not null")
    static let stuckBefore = Statement(
        "instance.stuckBefore",
        "select id from instance where stuck is not null and id < $1 order by id desc limit $2")
    static let all = [load, lock, lockIfFree, insert, advance, markStuck, retry, stuckBefore]

    /// Reads the row and checks that it fits its definition.
    static func row(
        _ id: InstanceID, by statement: Statement = load, catalog: Catalog, in tx: borrowing Transaction
    ) throws -> InstanceRow? {
        guard id.isWellFormed, let row = try tx.rows(statement, .text(id.text)).first else { return nil }
        let definitionID = try row.integer(0)
        guard let definition = catalog.definition(id: definitionID) else {
            throw EngineError(
                .definitionUnsupported, "This process does not hold the definition of instance \(id).",
                retryAfterSeconds: 5)
        }
        let context = try row.text(2)
        return InstanceRow(
            id: id, definitionID: definitionID, state: try row.text(1),
            context: try ContextCoding.decode(context, by: definition, of: id),
            revision: try row.integer(3), changedRevision: try row.integer(4),
            stays: try Stays.decode(try row.text(5), of: id), headHash: try row.bytes(6), isFinal: try row.flag(7),
            stuck: try row.optionalText(8), createdAt: try row.timestamp(9), updatedAt: try row.timestamp(10),
            contextText: context)
    }

    static func insert(_ row: InstanceRow, in tx: borrowing Transaction) {
        tx.write(
            insert, .text(row.id.text), .integer(row.definitionID), .text(row.state), .text(row.contextText),
            .integer(row.revision), .integer(row.changedRevision),
            .text(Stays.encode(row.stays)), .bytes(row.headHash), .flag(row.isFinal), row.createdAt.sql)
    }

    /// Moves the row on from the revision that was read under its lock.
    static func advance(_ row: InstanceRow, from revision: Int64, in tx: borrowing Transaction) {
        tx.write(
            advance, .text(row.id.text), .text(row.state), .text(row.contextText),
            .integer(row.revision), .integer(row.changedRevision), .text(Stays.encode(row.stays)),
            .bytes(row.headHash), .flag(row.isFinal), row.updatedAt.sql, .integer(revision))
    }
}

/// A rule of the engine that does not hold for one instance: it is marked stuck, and the server goes on.
struct BrokenInvariant: Error {
    let sentence: String
    let instance: InstanceID?

    init(_ sentence: String, instance: InstanceID?) {
        self.sentence = sentence
        self.instance = instance
    }
}

/// A context as canonical JSON, checked on the way in and out.
enum ContextCoding {
    /// Largest context as JSON, in bytes (`format.md` 3).
    static let bytesMax = 65_536

    static func encode(_ context: Record) -> String { String(decoding: context.canonical, as: UTF8.self) }

    static func decode(_ text: String, by definition: Definition, of id: InstanceID) throws -> Record {
        guard let json = try? JSON(parsing: Array(text.utf8)), case .object(let members) = json else {
            throw BrokenInvariant("the context of \(id) is no JSON object", instance: id)
        }
        var context: Record = [:]
        for (name, value) in members {
            guard let field = definition.field(name), let typed = Value(value, as: field.type) else {
                throw BrokenInvariant("the context of \(id) does not fit field '\(name)'", instance: id)
            }
            context[name] = typed
        }
        return context
    }
}

/// `stays` as canonical JSON.
enum Stays {
    static func encode(_ stays: [String: Int64]) -> String {
        String(decoding: JSON(stays.mapValues { Value.integer($0) }).canonical, as: UTF8.self)
    }

    static func decode(_ text: String, of id: InstanceID) throws -> [String: Int64] {
        guard let json = try? JSON(parsing: Array(text.utf8)), case .object(let members) = json else {
            throw BrokenInvariant("the stays of \(id) are no JSON object", instance: id)
        }
        return Dictionary(
            members.compactMap { name, value in if case .integer(let revision) = value { (name, revision) } else { nil }
            },
            uniquingKeysWith: { first, _ in first })
    }
}

extension Timestamp {
    /// As the store holds it.
    var sql: SQLValue { .integer(microseconds) }
}

extension Timestamp? {
    /// As the store holds it.
    var sql: SQLValue { .integer(orNull: self?.microseconds) }
}

extension Row {
    /// A moment.
    func timestamp(_ index: Int) throws -> Timestamp { Timestamp(microseconds: try integer(index)) }

    /// A moment or nothing.
    func optionalTimestamp(_ index: Int) throws -> Timestamp? {
        try optionalInteger(index).map(Timestamp.init(microseconds:))
    }
}
