/// A plain text cut at its web addresses, so that these can be pressed.
struct LinkedText: Hashable, Sendable {
    /// A piece of text; with `href`, an address.
    struct Piece: Hashable, Sendable {
        var text: String
        var href: String?
    }

    /// The pieces in order.
    let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        var plain = ""
        var rest = Substring(text)
        while let start = Self.start(in: rest) {
            plain += rest[..<start]
            let address = rest[start...].prefix { !$0.isWhitespace && $0.isASCII && !"<>\"'()[]{}|\\^`".contains($0) }
            let shown = String(address).droppingLast(while: { ".,;:!?".contains($0) })
            if !plain.isEmpty { pieces.append(Piece(text: plain, href: nil)) }
            plain = ""
            pieces.append(Piece(text: shown, href: shown))
            rest = rest[rest.index(start, offsetBy: shown.count)...]
        }
        plain += rest
        if !plain.isEmpty { pieces.append(Piece(text: plain, href: nil)) }
        self.pieces = pieces
    }

    private static func start(in text: Substring) -> Substring.Index? {
        ["http://", "https://"].compactMap { scheme in
            var rest = text[...]
            while let first = rest.firstIndex(of: "h") {
                if rest[first...].hasPrefix(scheme) { return first }
                rest = rest[rest.index(after: first)...]
            }
            return nil
        }.min()
    }
}

extension String {
    fileprivate func droppingLast(while drops: (Character) -> Bool) -> String {
        String(reversed().drop(while: drops).reversed())
    }
}
