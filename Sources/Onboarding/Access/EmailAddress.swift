import Statecharts

/// An e-mail address in the spelling in which it is kept: normalised, the domain in lower case, the local part as typed.
///
/// Two addresses are the same without regard to case. The rules are those of forms (`format.md` 3).
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// Canonical spelling, at most 254 ASCII characters.
    public let text: String

    /// Reads what a person typed; absent if it is no address.
    public init?(_ typed: String) {
        guard case .text(let text) = ValueType.email.value(of: typed) else { return nil }
        self.text = text
    }

    /// Takes a spelling that is canonical already, as rows and contexts hold it; absent if it cannot be one.
    init?(canonical text: String) {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return nil }
        self.text = text
    }

    /// Equal for equal addresses: all in lower case.
    public var key: String { text.lowercased() }

    /// What stands behind the `@`, in lower case.
    public var domain: String { text.split(separator: "@").last.map { $0.lowercased() } ?? "" }

    /// The canonical spelling.
    public var description: String { text }

    /// Equal without regard to case.
    public static func == (left: EmailAddress, right: EmailAddress) -> Bool {
        left.key.utf8.elementsEqual(right.key.utf8)
    }

    /// Hashes the key.
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
