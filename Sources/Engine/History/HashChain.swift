import Crypto

/// The chain of an instance's history: hash = SHA-256(`genkan-history-1\n` ‖ previous hash ‖ entry) (`commit.md` 7).
enum HashChain {
    /// The previous hash of revision 1.
    static let genesis = [UInt8](repeating: 0, count: 32)
    private static let prefix = Array("genkan-history-1\n".utf8)

    static func hash(after previous: [UInt8], entry: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(data: prefix)
        hash.update(data: previous)
        hash.update(data: entry)
        return Array(hash.finalize())
    }
}
