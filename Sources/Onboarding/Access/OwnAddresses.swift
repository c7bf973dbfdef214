import Engine
public import Statecharts
import Storage

/// The addresses of a person's own profile: each proved by a code, one of them primary (D-07, D-55, D-63).
///
/// The primary one decides what may be asked for and gets the mails; links that were mailed to another one go on to work
/// while it is in the profile.
public struct OwnAddresses: Sendable {
    /// Why an address was not added.
    public enum Refusal: Error, Sendable, Hashable {
        /// It belongs to another profile; told only to whoever has just proved that it is his (S-7).
        case othersAddress
    }

    private let signIn: SignIn

    /// Makes the door; codes are those of signing in, with their limits (S-5, S-8).
    public init(signIn: SignIn) { self.signIn = signIn }

    /// Adds an address that is proved by the code of the newest mail to it.
    ///
    /// - Parameter person: whose profile it joins.
    /// - Throws: ``SignInRefusal``, ``Refusal``, or a store's error.
    public func add(
        _ code: String, for typed: String, to person: String, browser: BrowserSecret, now: Timestamp
    ) async throws {
        guard let address = EmailAddress(typed) else { throw SignInRefusal.notAnAddress }
        let row = try await signIn.prove(code, for: address, browser: browser, now: now)
        let event = signIn.makeID(now)
        let refusal: (any Error)? = try await signIn.database.transaction { tx in
            guard try signIn.use(row, for: address, browser: browser, now: now, in: tx) else {
                return SignInRefusal.expired
            }
            guard try PersonTable.add(address, to: person, now: now, in: tx) else { return Refusal.othersAddress }
            signIn.log("address-added", address, event: event, now: now, in: tx)
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Makes an address of the profile the primary one, and tells the old and the new one.
    ///
    /// - Parameter waiting: what waits for the person, in words; the new address is told of it.
    /// - Returns: false if nothing was to be changed.
    public func makePrimary(
        _ typed: String, of person: Person, waiting: [String], language: String, now: Timestamp
    ) async throws -> Bool {
        guard let address = EmailAddress(typed), let old = person.addresses.first?.email,
            !address.key.utf8.elementsEqual(old.key.utf8)
        else { return false }
        let event = signIn.makeID(now)
        return try await signIn.database.transaction { tx in
            guard try PersonTable.makePrimary(address, of: person.id, in: tx) else { return false }
            signIn.log("primary-address-changed", old, event: event, now: now, in: tx)
            for recipient in [old, address] {
                let mail = request(person, to: recipient, from: old, now: address, waiting, language, at: now)
                try signIn.post(
                    try signIn.render(mail), "address-changed", recipient.text, now.adding(.days(14)), now, tx)
            }
            return true
        }
    }

    private func request(
        _ person: Person, to recipient: EmailAddress, from old: EmailAddress, now new: EmailAddress,
        _ waiting: [String], _ language: String, at now: Timestamp
    ) -> MailRequest {
        var directoryPerson = person.directoryPerson
        directoryPerson.email = recipient.text
        return MailRequest(
            workflow: "common", template: "address-changed", recipient: directoryPerson, languages: [language],
            values: [
                "oldAddress": .text(old.text), "newAddress": .text(new.text),
                "waiting": .list(waiting.map(Value.text)),
            ], now: now)
    }
}
