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
}

enum InstanceTable {
    static let load = Statement(
        "instance.load",
        """
        select definition_id, state, context, revision, changed_revision, stays, head_hash, is_final, stuck, \
        created_at, updated_at from instance where id = $1
        """)
    static let insert = Statement(
        "instance.insert",
        """
        insert into instance (id, definition_id, state, context, revision, changed_revision, stays, head_hash, \
        is_final, stuck, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, $10, $10)
        """)
    static let advance = Statement(
        "instance.advance",
        """
        update instance set state = $2, context = $3, revision = $4, changed_revision = $5, stays = $6, \
        head_hash = $7, is_final = $8, updated_at = $9 where id = $1 and revision = $10
        """)
    static let markStuck = Statement("instance.markStuck", "update instance set stuck = $2 where id = $1")
    static let exists = Statement("instance.exists", "select 1 from instance where id = $1")
    static let all = [load, insert, advance, markStuck, exists]

    /// Reads the row and checks that it fits its definition.
    static func row(_ id: InstanceID, catalog: Catalog, in tx: borrowing Transaction) throws -> InstanceRow? {
        guard let row = try tx.rows(load, .text(id.text)).first else { return nil }
        let definitionID = try row.integer(0)
        guard let definition = catalog.definition(id: definitionID) else {
            throw EngineError(
                .definitionUnsupported, "This process does not hold the definition of instance \(id).",
                retryAfterSeconds: 5)
        }
        return InstanceRow(
            id: id, definitionID: definitionID, state: try row.text(1),
            context: try ContextCoding.decode(try row.text(2), by: definition, of: id),
            revision: try row.integer(3), changedRevision: try row.integer(4),
            stays: try Stays.decode(try row.text(5), of: id), headHash: try row.bytes(6), isFinal: try row.flag(7),
            stuck: try row.optionalText(8), createdAt: try row.timestamp(9), updatedAt: try row.timestamp(10))
    }

    static func insert(_ row: InstanceRow, in tx: borrowing Transaction) {
        tx.write(
            insert, .text(row.id.text), .integer(row.definitionID), .text(row.state),
            .text(ContextCoding.encode(row.context)), .integer(row.revision), .integer(row.changedRevision),
            .text(Stays.encode(row.stays)), .bytes(row.headHash), .flag(row.isFinal), row.createdAt.sql)
    }

    /// Moves the row on; the expected revision guards against a writer that did not hold the lock.
    static func advance(_ row: InstanceRow, from revision: Int64, in tx: borrowing Transaction) throws {
        let moved = try tx.changed(
            advance,
            [
                .text(row.id.text), .text(row.state), .text(ContextCoding.encode(row.context)),
                .integer(row.revision), .integer(row.changedRevision), .text(Stays.encode(row.stays)),
                .bytes(row.headHash), .flag(row.isFinal), row.updatedAt.sql, .integer(revision),
            ])
        guard moved == 1 else { throw BrokenInvariant("instance \(row.id) moved under its lock", instance: row.id) }
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

    static func encode(_ context: Record) -> String { String(decoding: JSON(context).canonical, as: UTF8.self) }

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
