import Crypto
import Statecharts

/// The secret from which everything is derived that the server hands to browsers and takes back.
///
/// Kept in a file beside the store, never in it. A new key signs nobody out; it only voids open forms and opened links.
public struct ServerKey: Sendable {
    private let key: SymmetricKey

    /// Takes at least 32 bytes from the system's generator.
    public init(_ bytes: [UInt8]) {
        precondition(bytes.count >= 32, "a server key has at least 32 bytes")
        key = SymmetricKey(data: bytes)
    }

    /// A token that proves that a form was drawn for the holder of `binding`; 256 bits as base64url.
    func formToken(for binding: String) -> String {
        Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Array("genkan-form-1\n\(binding)".utf8), using: key))
    }

    /// Whether the token is that of `binding`, in constant time.
    func isFormToken(_ token: String, for binding: String) -> Bool {
        guard let bytes = Base64URL.decode(token) else { return false }
        let message = Array("genkan-form-1\n\(binding)".utf8)
        return HMAC<SHA256>.isValidAuthenticationCode(bytes, authenticating: message, using: key)
    }

    /// A text that only this server can read back, for this purpose, until `expiresAt`.
    func seal(_ text: String, for purpose: String, until expiresAt: Timestamp) throws -> String {
        let content = Array("\(expiresAt.microseconds)\n\(text)".utf8)
        let box = try ChaChaPoly.seal(content, using: sealingKey, authenticating: Array(purpose.utf8))
        return Base64URL.encode(box.combined)
    }

    /// What was sealed for this purpose; absent for anything forged, meant for something else, or too old.
    func open(_ sealed: String, for purpose: String, now: Timestamp) -> String? {
        guard sealed.utf8.count <= 2 * Limits.bodyBytes, let bytes = Base64URL.decode(sealed),
            let box = try? ChaChaPoly.SealedBox(combined: bytes),
            let content = try? ChaChaPoly.open(box, using: sealingKey, authenticating: Array(purpose.utf8))
        else { return nil }
        let lines = String(decoding: content, as: UTF8.self).split(
            separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard lines.count == 2, let until = Int64(lines[0]), now.microseconds < until else { return nil }
        return String(lines[1])
    }

    private var sealingKey: SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array("genkan-seal-web-1".utf8), outputByteCount: 32)
    }
}
