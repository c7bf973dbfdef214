/// A language that every word exists in.
public enum Language: String, Sendable, CaseIterable {
    case en, ja

    /// The best of our languages for an `Accept-Language` value (RFC 9110, 12.5.4); English when none is wanted.
    public init(accepting header: String) {
        var best: (language: Language, weight: Int)?
        for part in header.utf8.split(separator: UInt8(ascii: ",")).prefix(32) {
            let pieces = String(decoding: part, as: UTF8.self).split(separator: ";").map {
                $0.trimmingSpaces.lowercased()
            }
            guard let tag = pieces.first, let weight = Self.weight(pieces.dropFirst()), weight > 0 else { continue }
            let primary = tag.prefix { $0 != "-" }
            guard let language = tag == "*" ? .en : Language(rawValue: String(primary)) else { continue }
            if best.map({ weight > $0.weight }) ?? true { best = (language, weight) }
        }
        self = best?.language ?? .en
    }

    /// The other one, for the switch.
    var other: Language {
        switch self {
        case .en: .ja
        case .ja: .en
        }
    }

    /// Its own name in itself.
    var ownName: String {
        switch self {
        case .en: "English"
        case .ja: "日本語"
        }
    }

    /// Thousandths of `q`, 1000 without one, absent for a broken one.
    private static func weight(_ parameters: ArraySlice<String>) -> Int? {
        guard let text = parameters.first(where: { $0.hasPrefix("q=") })?.dropFirst(2) else { return 1000 }
        guard let value = Double(text), value >= 0, value <= 1 else { return nil }
        return Int(value * 1000)
    }
}
