import Crypto
import Foundation
public import Statecharts
public import Storage

/// Keys that seal what waits in the outbox and hide people in indexes, kept beside the database and never in it.
///
/// The file has lines `id base64`, the first of which seals and all of which open, and one line `index base64`, which
/// never changes.
public struct SealKeys: Sendable {
    /// Why a key file cannot be used.
    public struct Invalid: Error, CustomStringConvertible {
        /// What is wrong and what to do.
        public let description: String
    }

    private let keys: [(id: Int64, key: SymmetricKey)]
    private let indexKey: SymmetricKey
    /// Begun with the line `index`, so that each use goes on from there.
    private let index: HMAC<SHA256>
    private let personKeys = PersonKeyMemory()
    /// Under which the store knows the line `index`.
    private static let indexID: Int64 = 0

    static let insertCheck = Statement(
        "seal_key.insert",
        "insert into seal_key (id, check_value, first_seen_at) values ($1, $2, $3) on conflict (id) do nothing")
    static let findCheck = Statement("seal_key.find", "select check_value from seal_key where id = $1")
    static let all = [insertCheck, findCheck]

    /// Reads the lines of a key file.
    public init(parsing text: String) throws {
        var keys: [(id: Int64, key: SymmetricKey)] = []
        var index: SymmetricKey?
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let bytes = Data(base64Encoded: String(words[1])), bytes.count == 32 else {
                throw Invalid(description: "a line of the key file is not 'id base64' of 32 bytes: restore the file")
            }
            if words[0] == "index" {
                index = SymmetricKey(data: bytes)
            } else if let id = Int64(words[0]) {
                guard id > Self.indexID, !keys.contains(where: { $0.id == id }) else {
                    throw Invalid(description: "key ids are whole numbers from 1, each once: restore the key file")
                }
                keys.append((id, SymmetricKey(data: bytes)))
            }
        }
        guard let index, !keys.isEmpty else {
            throw Invalid(description: "the key file lacks a sealing key or the line 'index': restore the file")
        }
        self.keys = keys
        indexKey = index
        self.index = HMAC(key: index)
    }

    /// A text with new keys, for a store that has none yet.
    public static func makeText(random: (_ bytes: Int) -> [UInt8]) -> String {
        ["1", "index"].map { "\($0) \(Data(random(32)).base64EncodedString())\n" }.joined()
    }

    /// Writes or compares the check value of each key, so that a process with other keys does not start.
    public func verify(in tx: borrowing Transaction, now: Timestamp) throws {
        for (id, check) in checks {
            tx.write(Self.insertCheck, .integer(id), .bytes(check), now.sql)
            guard try tx.rows(Self.findCheck, .integer(id)).first?.bytes(0) == check else {
                let name = id == Self.indexID ? "the key 'index'" : "sealing key \(id)"
                throw Invalid(
                    description: "\(name) is not the one this store was written with: restore the key file")
            }
        }
    }

    /// What the store may know of each key, the one of indexes included; nobody learns the key from it.
    private var checks: [(id: Int64, value: [UInt8])] {
        (keys + [(Self.indexID, indexKey)]).map { id, key in
            (id, Array(HMAC<SHA256>.authenticationCode(for: Data("genkan-seal-1".utf8), using: key)))
        }
    }

    /// Keys of this file whose check value in the store is another's; writes nothing.
    public func foreign(in tx: borrowing Transaction) throws -> [Int64] {
        var foreign: [Int64] = []
        for (id, check) in checks {
            let stored = try tx.rows(Self.findCheck, .integer(id)).first?.bytes(0)
            if stored != nil, stored != check { foreign.append(id) }
        }
        return foreign
    }

    /// Whether the key of this id is in the file.
    public func has(_ id: Int64) -> Bool { keys.contains { $0.id == id } }

    /// Under which people are found in indexes: HMAC-SHA-256 of the canonical address, whose case does not count.
    func personKey(_ email: String) -> [UInt8] {
        personKeys.key(of: email) {
            var code = index
            code.update(data: Array(email.lowercased().utf8))
            return Array(code.finalize())
        }
    }

    /// ChaCha20-Poly1305 with a fresh nonce; `bound` must be the same when opened.
    func seal(
        _ bytes: [UInt8], bound: [UInt8], random: (_ bytes: Int) -> [UInt8]
    ) throws -> (keyID: Int64, sealed: [UInt8]) {
        let nonce = try ChaChaPoly.Nonce(data: random(12))
        let box = try ChaChaPoly.seal(bytes, using: keys[0].key, nonce: nonce, authenticating: bound)
        return (keys[0].id, Array(box.combined))
    }

    /// Opens what was sealed; throws when the key is missing or a bit differs.
    func open(_ sealed: [UInt8], keyID: Int64, bound: [UInt8]) throws -> [UInt8] {
        guard let key = keys.first(where: { $0.id == keyID })?.key else {
            throw Invalid(description: "key missing")
        }
        do {
            return Array(
                try ChaChaPoly.open(try .init(combined: Data(sealed)), using: key, authenticating: Data(bound)))
        } catch {
            throw Invalid(description: "the seal is broken: these bytes were not sealed for this message")
        }
    }
}
