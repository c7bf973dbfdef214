public import Mustache

/// Escapes for HTML byte by byte.
///
/// Mustache's own type compares characters, so a quote with a combining mark behind it is another character to it, stays
/// as it is, and ends the attribute that it stands in.
public struct HTMLEscaping: MustacheContentType {
    /// The name by which templates choose it: `{{% CONTENT_TYPE:ESCAPED}}`.
    public static let name = "ESCAPED"

    /// The one way of escaping; it has nothing to set.
    public init() {}

    /// Makes templates know the name; more than once does no harm.
    public static func register() { MustacheContentTypes.register(HTMLEscaping(), named: name) }

    /// Markup characters as references, everything else as it is.
    public func escapeText(_ text: String) -> String {
        guard text.utf8.contains(where: { Self.escape($0) != nil }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 32)
        for byte in text.utf8 {
            if let escape = Self.escape(byte) { bytes.append(contentsOf: escape.utf8) } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escape(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

extension MustacheTemplate {
    /// Compiles HTML whose values are escaped byte by byte.
    ///
    /// The choice stands in front of every template and partial, because each partial falls back to the library's own.
    public init(escapedHTML source: String) throws {
        HTMLEscaping.register()
        try self.init(string: "{{% CONTENT_TYPE:\(HTMLEscaping.name)}}\n\(source)")
    }
}
