public import Engine
public import Statecharts
public import Storage

/// Reads and changes people.
public struct People: Sendable {
    private let database: any Database
    private let random: @Sendable (_ bytes: Int) -> [UInt8]

    /// Makes the door to people.
    public init(database: any Database, random: @escaping @Sendable (_ bytes: Int) -> [UInt8] = secureBytes) {
        self.database = database
        self.random = random
    }

    /// The person with this id.
    public func person(id: String) async throws -> Person? {
        try await database.read { tx in try PersonTable.person(id: id, in: tx) }
    }

    /// The person who proved this address.
    public func person(address: EmailAddress) async throws -> Person? {
        try await database.read { tx in try PersonTable.person(address: address, in: tx) }
    }

    /// Writes what the person typed into the profile's form.
    ///
    /// - Throws: ``FormErrors`` with every fault; nothing is changed then.
    public func update(_ id: String, reading input: JSON, now: Timestamp) async throws -> Person? {
        let profile = try Profile(reading: input)
        return try await database.transaction { tx in
            try PersonTable.write(profile, of: id, now: now, in: tx)
            return try PersonTable.person(id: id, in: tx)
        }
    }

    /// Remembers the language in which the person reads the pages: `en` or `ja`; anything else changes nothing.
    public func setLanguage(_ language: String, of id: String, now: Timestamp) async throws {
        guard ["en", "ja"].contains(language) else { return }
        try await database.transaction { tx in try PersonTable.write(language: language, of: id, now: now, in: tx) }
    }
}
