/// Values that somebody would try: pieces of headers, line ends of every kind and odd characters, put together.
struct HostileValues: RandomNumberGenerator {
    private var state: UInt64

    /// The same seed gives the same values.
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func value() -> String {
        let isHarmless = Int.random(in: 0..<3, using: &self) == 0
        let pieces = isHarmless ? Self.plain : Self.plain + Self.sharp
        let count = Int.random(in: 1...12, using: &self)
        return (0..<count).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }

    private static let plain = [
        "a", "Hello", "taro@xyz-manufacture.example", "株式会社", "𠮷", "e\u{301}", " ", ":", "=?UTF-8?B?", "?=", "QQ==",
        "--=_genkan_alternative", "--=_genkan_alternative--", "Bcc: x@y.example", "<", ">", ",", "\"", "(", ".", "x@y",
        String(repeating: "z", count: 90),
    ]
    private static let sharp = [
        "\r", "\n", "\r\n", "\r\n\r\n", "\n.\n", "\r\n.\r\n", "\u{0}", "\u{7F}", "\u{1B}[2J", "\t", "\u{B}", "\u{85}",
        "\u{2028}", "\r\nBcc: x@y.example", "\nContent-Type: text/html", "\r\n\u{301}X: 1", "\n\u{200D}To: x@y.example",
    ]
}
