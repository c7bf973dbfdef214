import Crypto

/// PBKDF2 with HMAC-SHA256 (RFC 8018) for one block of 32 bytes: what an eight-digit code is kept as.
///
/// The code lives ten minutes, so the cost need only make trying all 10⁸ of them longer than that: at 60,000 rounds one
/// try takes about 60 ms of a core in a release build, all of them 70 days (S-5).
struct SlowHash: Sendable {
    let rounds: Int

    init(rounds: Int = 60_000) { self.rounds = rounds }

    func hash(_ secret: String, salt: [UInt8]) -> [UInt8] {
        let key = SymmetricKey(data: Array(secret.utf8))
        // hashing the key's two blocks once and copying that state halves the work of each round
        let keyed = HMAC<SHA256>(key: key)
        var mac = keyed
        mac.update(data: salt + [0, 0, 0, 1])
        var block = mac.finalize()
        var result = Array(block)
        for _ in 1..<max(rounds, 1) {
            mac = keyed
            block.withUnsafeBytes { mac.update(data: $0) }
            block = mac.finalize()
            for (index, byte) in block.enumerated() { result[index] ^= byte }
        }
        return result
    }

    /// Compares without telling by the time where the first difference is.
    static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
