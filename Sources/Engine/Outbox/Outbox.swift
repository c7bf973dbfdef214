public import Statecharts
public import Storage

/// Queues sealed messages in a transaction; `OutboxWorker` hands them over after the commit.
public struct Outbox: Sendable {
    /// Where in an instance a message comes from.
    struct Origin {
        var instance: InstanceID
        var revision: Int64
        /// The stay that must still stand when the message leaves: for reminders and mails with a task link.
        var stay: (state: String, revision: Int64)?
        var linkID: String?
    }

    let keys: SealKeys
    let host: String
    let random: @Sendable (_ bytes: Int) -> [UInt8]

    /// Makes an outbox.
    /// - Parameters:
    ///   - keys: what seals bodies.
    ///   - host: right half of every Message-ID, fixed in the row so that a new public URL changes no repeat.
    public init(
        keys: SealKeys, host: String, random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes
    ) {
        self.keys = keys
        self.host = host
        self.random = random
    }

    /// Queues a mail of the product itself, such as a sign-in code; after `notAfter` it is not sent any more.
    public func queue(
        _ mail: RenderedMail, kind: String, to address: String, notAfter: Timestamp?, now: Timestamp,
        in tx: borrowing Transaction
    ) throws {
        var ids = RandomStream(seed: random(16))
        _ = try queue(
            mail, id: ids.uuid(at: now), kind: kind, to: address, origin: nil, notAfter: notAfter, now: now, in: tx)
    }

    func queue(
        _ mail: RenderedMail, id: String, kind: String, to address: String, origin: Origin?, notAfter: Timestamp?,
        now: Timestamp, in tx: borrowing Transaction
    ) throws -> QueuedMail {
        let (keyID, sealed) = try keys.seal(Self.body(of: mail), bound: Self.bound(id, "mail", address), random: random)
        let queued = QueuedMail(
            id: id, revision: origin?.revision, kind: kind, target: address, personKey: keys.personKey(address),
            messageID: "\(id)@\(host)")
        tx.write(
            OutboxTable.insert, .text(id), .text(orNull: origin?.instance.text), .integer(orNull: origin?.revision),
            .text(orNull: origin?.stay?.state), .integer(orNull: origin?.stay?.revision),
            .text(orNull: origin?.linkID), .text(kind), .text(address), .bytes(orNull: queued.personKey), now.sql,
            notAfter.sql, .integer(keyID), .bytes(sealed), .text(queued.messageID))
        return queued
    }

    private static func body(of mail: RenderedMail) -> [UInt8] {
        var json = CanonicalWriter(capacity: mail.html.utf8.count + mail.text.utf8.count + 128)
        json.beginObject()
        json.name("html")
        json.string(mail.html)
        json.name("subject")
        json.string(mail.subject)
        json.name("text")
        json.string(mail.text)
        json.endObject()
        return json.bytes
    }

    /// The message of a claimed row.
    func open(_ row: OutboxRow) throws -> OutgoingMessage {
        guard let sealed = row.sealed, let keyID = row.keyID, let target = row.target else {
            throw SealKeys.Invalid(description: "nothing sealed")
        }
        let body = try keys.open(sealed, keyID: keyID, bound: Self.bound(row.id, row.channel, target))
        let json = try JSON(parsing: body)
        guard let subject = json["subject"]?.stringValue, let text = json["text"]?.stringValue,
            let html = json["html"]?.stringValue
        else { throw SealKeys.Invalid(description: "the sealed body is no message") }
        return OutgoingMessage(
            id: row.id, messageID: row.messageID, to: target, date: row.madeAt,
            mail: RenderedMail(subject: subject, text: text, html: html))
    }

    private static func bound(_ id: String, _ channel: String, _ target: String) -> [UInt8] {
        Array("\(id)\n\(channel)\n\(target)".utf8)
    }
}
