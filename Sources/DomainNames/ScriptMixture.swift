/// How far the letters of a name mix scripts: the restriction levels of UTS 39, from the strictest.
public enum ScriptMixture: Int, Sendable, Comparable, CaseIterable {
    /// Nothing but ASCII.
    case ascii = 1
    /// One script.
    case singleScript
    /// One script, or Japanese, Chinese or Korean, with Latin beside it.
    case highlyRestrictive
    /// Latin with one other script, but neither Greek nor Cyrillic.
    case moderatelyRestrictive
    /// Any mixture of scripts that identifiers may have.
    case minimallyRestrictive
    /// Anything.
    case unrestrictive

    /// The level of the label that mixes most.
    ///
    /// - Parameter name: A-labels or Unicode.
    public init(of name: String) {
        let labels = DomainName.unicode(name).split(separator: ".")
        self = labels.map { Self.level(of: String($0)) }.max() ?? .ascii
    }

    private static func level(of label: String) -> ScriptMixture {
        ICU.restrictionLevel(label).flatMap(ScriptMixture.init) ?? .unrestrictive
    }

    /// Stricter is less.
    public static func < (left: ScriptMixture, right: ScriptMixture) -> Bool { left.rawValue < right.rawValue }
}
