/// Where a request came from, as mails and the list of sessions name it.
public struct Visitor: Hashable, Sendable {
    /// Browser and system in a few words, or as the browser names itself.
    public var browser: String
    /// Network address.
    public var address: String

    /// Takes both; control characters become blanks and what is longer than 200 characters is cut off.
    public init(browser: String, address: String) {
        self.browser = Self.printable(browser, limit: 200)
        self.address = Self.printable(address, limit: 60)
    }

    private static func printable(_ text: String, limit: Int) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: Unicode.Scalar(UInt8(0x20))
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
