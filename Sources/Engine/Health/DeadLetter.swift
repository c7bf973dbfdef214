public import Statecharts
public import Storage

/// A message that nobody tries to hand over any more, until an operator says so.
public struct DeadLetter: Sendable, Equatable {
    /// Id of the outbox row.
    public var id: String
    /// Where it comes from; absent for the product's own mails.
    public var instance: InstanceID?
    /// The mail's name in its workflow.
    public var kind: String
    /// How often it was tried.
    public var attempts: Int64
    /// When it was committed.
    public var madeAt: Timestamp
    /// What the last attempt came to.
    public var reason: String
}

/// What became of a dead letter that was to be sent again.
public enum Resending: Sendable, Equatable {
    /// It waits in the outbox as if it were new.
    case queued
    /// There is no dead letter with this id.
    case unknown
    /// Its body cannot be opened: the key is not in this process's file, or the body is gone.
    case keyMissing
}

/// What became of a letter that was to be given up.
public enum Discarding: Sendable, Equatable {
    /// It has ended as undeliverable.
    case discarded
    /// It is still on its way: `queued` or `sending`.
    case alive(stage: String)
    /// Nothing lies in the outbox under this id.
    case unknown
}

extension Engine {
    /// Gives a dead letter up: it ends as undeliverable, the history of its instance and the security log keep why.
    ///
    /// A letter of the product itself, such as a sign-in code, is in no history.
    /// - Throws: ``EngineError`` of the store, or ``EngineError/Code/stuck`` where the instance was set aside.
    public func discard(_ id: String, reason: String) async throws(EngineError) -> Discarding {
        let row: (stage: String, instance: InstanceID?)?
        do {
            row = try await database.read { tx in
                try tx.rows(HealthTable.letter, .text(id)).first.map { row in
                    (try row.text(0), try row.optionalText(1).map(InstanceID.init))
                }
            }
        } catch {
            throw Self.fault(error)
        }
        guard let row else { return .unknown }
        guard row.stage == "dead" else { return .alive(stage: row.stage) }
        guard let instance = row.instance else { return try await discardOwn(id, reason: reason) }
        do {
            _ = try await send(Command(.discard(instance, letter: id, reason: reason), caller: .system))
            return .discarded
        } catch let error where error.code == .notFound {
            return .unknown
        }
    }

    private func discardOwn(_ id: String, reason: String) async throws(EngineError) -> Discarding {
        let now = time.now
        let eventID = RandomStream(seed: parts.random(16)).first(at: now)
        let security = SecurityLog(keys: parts.outbox.keys)
        do {
            return try await database.transaction { tx in
                guard try DeadLetter.locked(id, in: tx) != nil else { return .unknown }
                DeadLetter.end(id, because: reason, now: now, in: tx)
                security.record(
                    DeadLetter.discarded, caller: nil, instance: nil, data: "\(id): \(reason)", id: eventID, now: now,
                    in: tx)
                return .discarded
            }
        } catch {
            throw Self.fault(error)
        }
    }
}

extension Outbox {
    /// The dead letters, oldest first.
    public static func dead(limit: Int, in database: any Database) async throws -> [DeadLetter] {
        try await database.read { tx in try dead(limit: limit, in: tx) }
    }

    static func dead(limit: Int, in tx: borrowing Transaction) throws -> [DeadLetter] {
        try tx.rows(HealthTable.dead, .integer(limit)).map { row in
            DeadLetter(
                id: try row.text(0), instance: try row.optionalText(1).map(InstanceID.init), kind: try row.text(2),
                attempts: try row.integer(3), madeAt: try row.timestamp(4),
                reason: try row.optionalText(5) ?? "not said")
        }
    }

    /// Puts a dead letter back into the queue, with all its attempts before it; the security log keeps why.
    ///
    /// It is the same message with the same Message-ID, and still not sent after its time or its turn is over.
    public func resend(
        _ id: String, reason: String, now: Timestamp, in database: any Database
    ) async throws -> Resending {
        let eventID = RandomStream(seed: random(16)).first(at: now)
        let security = SecurityLog(keys: keys)
        return try await database.transaction { tx in
            guard let row = try tx.rows(HealthTable.deadOne, .text(id)).first else { return .unknown }
            guard let keyID = try row.optionalInteger(0), try row.flag(1), keys.has(keyID) else { return .keyMissing }
            tx.write(HealthTable.resend, .text(id), now.sql)
            security.record(
                "outbox-resent", caller: nil, instance: nil, data: "\(id): \(reason)", id: eventID, now: now, in: tx)
            return .queued
        }
    }
}

extension RandomStream {
    fileprivate func first(at now: Timestamp) -> String {
        var stream = self
        return stream.uuid(at: now)
    }
}
