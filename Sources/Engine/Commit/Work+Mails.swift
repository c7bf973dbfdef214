import Crypto
import Foundation
import Logging
import Statecharts
import Storage

/// Mails of a step.
extension Work {
    /// Queues one message per holder, rendered and sealed in this transaction.
    ///
    /// A field that the step clears still names whom its last mail goes to, so that an address can be forgotten with it.
    func writeMails(
        of step: Step, trigger: Trigger, from origin: Record, caller: Caller, entry: inout HistoryEntry,
        in tx: borrowing Transaction
    ) throws {
        var context = row.context
        for name in step.unset { context[name] = origin[name] }
        for effect in step.effects {
            guard case .mail(let name, let values) = effect, let mail = definition.mails[name] else { continue }
            let recipients = try roles.holders(of: mail.to, context: context, in: tx)
            if recipients.isEmpty {
                parts.logger.warning(
                    "nobody holds a role that is mailed", metadata: ["alert": "nobodyToAsk", "instance": "\(row.id)"])
            }
            for recipient in recipients {
                guard try mayMail(recipient, on: trigger, by: caller, in: tx) else { continue }
                supersede(mail, to: recipient, in: tx)
                try queue(mail, values: values, to: recipient, trigger: trigger, entry: &entry, in: tx)
            }
        }
    }

    /// Whether the recipient may get one more: who never signed in gets few, whoever asks (S-8).
    ///
    /// Whoever pressed is told to wait, and nothing is changed. Nobody else can be told, so then the mail alone is left
    /// out: the turn stands in the recipient's tasks all the same.
    /// - Throws: ``EngineError/Code/tooManyMails``.
    private func mayMail(
        _ recipient: DirectoryPerson, on trigger: Trigger, by caller: Caller, in tx: borrowing Transaction
    ) throws -> Bool {
        guard recipient.id == nil, let quota = parts.settings.quotaOfUnverified else { return true }
        // what neighbours take is written with the commit that all share
        guard parts.mayAct else { throw LeftOut.counts }
        let log = SecurityLog(keys: parts.outbox.keys)
        guard let room = try log.quotas.take(from: quota, of: recipient.email, now: now, in: tx) else { return true }
        let hasPresser = caller.person != nil || hasNamelessPresser
        let isPressed = if case .timer = trigger { false } else { hasPresser && depth == 0 }
        guard isPressed else {
            log.record(
                EngineError.Code.tooManyMails.rawValue, caller: recipient.email, instance: row.id, data: "",
                id: stream.uuid(at: now), now: now, in: tx)
            parts.logger.notice("a mail to an unverified address was left out", metadata: ["instance": "\(row.id)"])
            return false
        }
        throw EngineError(
            .tooManyMails,
            "Too many mails would go to \(Masking.email(recipient.email)), where nobody has signed in yet.",
            retryAfterSeconds: Quota.seconds(from: now, until: room))
    }

    private func queue(
        _ mail: MailDeclaration, values: Record, to recipient: DirectoryPerson, trigger: Trigger,
        entry: inout HistoryEntry, in tx: borrowing Transaction
    ) throws {
        let id = stream.uuid(at: now)
        let issued = mail.link == .task ? try issueLink(of: mail, to: recipient, trigger: trigger, in: tx) : nil
        var stay = issued?.stay
        if stay == nil, case .timer(let timer) = trigger, let entered = row.stays[timer.state] {
            stay = (timer.state, entered)
        }
        let end = snapshot.configuration.leaves(in: definition).first.flatMap { endOfStay(of: $0.index) }
        let reference = Reference.text(of: row.id)
        let request = MailRequest(
            workflow: definition.workflow, template: mail.template, recipient: recipient,
            languages: recipient.mailLanguages, values: values, reference: reference,
            link: mail.link?.address(
                at: parts.settings.publicURL, workflow: definition.workflow, instance: row.id.text,
                secret: issued?.secret), code: issued.map { _ in reference },
            until: issued?.expiresAt ?? end, now: now)
        let origin = Outbox.Origin(instance: row.id, revision: row.revision, stay: stay, linkID: issued?.made.id)
        let queued = try parts.outbox.queue(
            try parts.render(request), id: id, kind: mail.name, to: recipient.email, origin: origin,
            notAfter: end ?? now.adding(Limits.mailUsefulFor), now: now, in: tx)
        queuedMails.append(queued)
        entry.outbox.append(id)
        if let issued { entry.links.append(issued.made) }
    }

    private struct IssuedLink {
        var made: HistoryEntry.MadeLink
        var secret: String
        var stay: (state: String, revision: Int64)
        var expiresAt: Timestamp
    }

    /// A link to the recipient's task in the state that stands now; the person's earlier one of this turn ends.
    private func issueLink(
        of mail: MailDeclaration, to recipient: DirectoryPerson, trigger: Trigger, in tx: borrowing Transaction
    ) throws -> IssuedLink? {
        for index in snapshot.configuration.active.reversed() {
            let node = definition.states[index]
            for task in node.tasks where mail.to.contains(task.role) {
                let holders = try roles.holders(of: [task.role], context: row.context, in: tx)
                guard holders.contains(where: { $0.isSame(as: recipient.reference) }) else { continue }
                guard let entered = row.stays[node.name] else { continue }
                let key = parts.outbox.keys.personKey(recipient.email)
                let reason = if case .timer = trigger { "reminded" } else { "resent" }
                tx.write(
                    LinkTable.endOfPerson, .text(row.id.text), .text(node.name), .bytes(key), .text(reason),
                    .integer(row.revision), now.sql)
                let secret = LinkSecret(parts.random(32))
                let stated = now.adding(task.linkLife ?? Limits.linkLifeMax)
                let expires = endOfStay(of: index).map { min($0, stated) } ?? stated
                let id = stream.uuid(at: now)
                tx.write(
                    LinkTable.insert, .text(id), .bytes(secret.hash), .text(row.id.text), .text(node.name),
                    .integer(entered), .text(task.role), .bytes(key), .text(recipient.email), .integer(row.revision),
                    expires.sql)
                let made = HistoryEntry.MadeLink(
                    id: id, secretHash: secret.hash, state: node.name, role: task.role, target: recipient.email)
                return IssuedLink(made: made, secret: secret.text, stay: (node.name, entered), expiresAt: expires)
            }
        }
        return nil
    }

    /// Drops unsent rows of the same mail, and of those it supersedes, for this instance and person.
    private func supersede(
        _ mail: MailDeclaration, to recipient: DirectoryPerson, in tx: borrowing Transaction
    ) {
        guard !queuedMails.isEmpty else { return }
        let key = parts.outbox.keys.personKey(recipient.email)
        queuedMails.removeAll { queued in
            guard queued.personKey == key, queued.kind == mail.name || mail.supersedes.contains(queued.kind) else {
                return false
            }
            OutboxTable.supersede(queued, of: row.id, now: now, in: tx)
            return true
        }
    }
}

/// The secret of a link: 256 random bits, stored only as their SHA-256 (`commit.md` 11).
struct LinkSecret {
    /// base64url, as it stands in the mail.
    let text: String

    init(_ bytes: [UInt8]) {
        text = Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init(text: String) { self.text = text }

    var hash: [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }
}

extension DirectoryPerson {
    /// The profile's language; else both, Japanese first for an address under `.jp` (U-17).
    var mailLanguages: [String] {
        if let language { return [language] }
        return email.lowercased().hasSuffix(".jp") ? ["ja", "en"] : ["en", "ja"]
    }
}

/// The short reference of an instance that can be read out on the phone: `GK-7F3K-9Q2M-X`, without 0/O and 1/I (U-10).
public enum Reference {
    private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)

    /// From the random bits of the id, with a check letter at the end.
    public static func text(of id: InstanceID) -> String {
        var text = Array("GK-".utf8)
        text.reserveCapacity(14)
        var sum = 0
        for (place, byte) in SHA256.hash(data: Array(id.text.utf8)).prefix(8).enumerated() {
            if place == 4 { text.append(UInt8(ascii: "-")) }
            let digit = Int(byte & 31)
            sum += (place + 1) * digit
            text.append(alphabet[digit])
        }
        text.append(UInt8(ascii: "-"))
        text.append(alphabet[sum % 31])
        return String(decoding: text, as: UTF8.self)
    }
}
