import Foundation
import Testing

@testable import DomainNames

@Suite struct `S21 domain names by UTS 46` {
    /// A line of the table: a name, and its A-labels unless it is refused.
    private static func vectors() throws -> [(name: String, ascii: String?)] {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "uts46-vectors.txt").path
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { line in
                let parts = line.components(separatedBy: " ; ")
                return (unescaped(parts[0]), parts[1] == "!" ? nil : parts[1])
            }
    }

    private static func unescaped(_ text: String) -> String {
        let parts = text.components(separatedBy: "\\u{")
        return parts.dropFirst().reduce(into: parts[0]) { name, part in
            let end = part.firstIndex(of: "}") ?? part.endIndex
            name.unicodeScalars.append(UInt32(part[..<end], radix: 16).flatMap(Unicode.Scalar.init) ?? "?")
            name += part[end...].dropFirst()
        }
    }

    @Test func `are made of 300 valid and 300 invalid names as Unicode's table says`() throws {
        let vectors = try Self.vectors()
        #expect(vectors.count { $0.ascii == nil } >= 300 && vectors.count { $0.ascii != nil } >= 300)
        for (name, ascii) in vectors { #expect(DomainName.ascii(name) == ascii, "\(name.debugDescription)") }
    }

    @Test func `are their own A-labels, and come back from what is shown`() throws {
        for case (_, let ascii?) in try Self.vectors() where !ascii.hasSuffix(".") {
            #expect(DomainName.ascii(ascii) == ascii)
            #expect(DomainName.ascii(DomainName.unicode(ascii)) == ascii, "\(ascii)")
            #expect(DomainName.ascii(DomainName.shown(ascii)) == ascii, "\(ascii)")
        }
    }

    @Test(arguments: [
        ("例え.example", "xn--r8jz45g.example"), ("Straße.example", "xn--strae-oqa.example"),
        ("サーバー.example", "xn--vckucxgb.example"), ("KÖLN.example", "xn--kln-sna.example"),
        ("XN--R8JZ45G.Example", "xn--r8jz45g.example"), ("ｋｅｓｔｒｅｌ．example", "kestrel.example"),
        ("Kestrel.Example", "kestrel.example"), ("r3---a.example", "r3---a.example"),
    ])
    func `are kept as A-labels in lower case`(typed: String, ascii: String) {
        #expect(DomainName.ascii(typed) == ascii)
    }

    @Test(arguments: [
        "xn--a", "xn--.x", "例え..example", "a\u{200D}b.example", "ａ b.example", "例\u{0}え.example", "é_.example",
    ])
    func `that are none are refused`(typed: String) { #expect(DomainName.ascii(typed) == nil) }

    @Test func `of any length are answered`() {
        #expect(DomainName.ascii(String(repeating: "例", count: 2_000)) == nil)
        #expect(DomainName.ascii(String(repeating: "例", count: 1_000_000)) == nil)
        #expect(DomainName.unicode("") == "" && DomainName.ascii("") == "")
    }

    @Test(arguments: [
        ("xn--r8jz45g.example", "例え.example"), ("xn--e1afmkfd.example", "пример.example"),
        ("kestrel.example", "kestrel.example"), ("xn--a-7sb.example", "xn--a-7sb.example"),
        // a Cyrillic letter among Latin ones stays in A-labels
        ("xn--kstrl-zwed.example", "xn--kstrl-zwed.example"),
    ])
    func `are shown in Unicode, but not where scripts are mixed`(ascii: String, shown: String) {
        #expect(DomainName.shown(ascii) == shown)
        #expect(DomainName.shownAddress("taro@\(ascii)") == "taro@\(shown)")
    }

    @Test(arguments: UInt64(1)...200)
    func `of random letters never trap, and are stable`(seed: UInt64) {
        var state = seed
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        let ranges: [ClosedRange<UInt64>] = [
            0x20...0x7E, 0xA0...0x24F, 0x370...0x5FF, 0x3040...0x30FF, 0x4E00...0x4FFF, 0xFF00...0xFFEF,
            0x1F600...0x1F64F,
        ]
        var name = String.UnicodeScalarView()
        for _ in 0..<(1 + next(20)) {
            let range = ranges[Int(next(UInt64(ranges.count)))]
            let value = range.lowerBound + next(range.upperBound - range.lowerBound + 1)
            if let scalar = Unicode.Scalar(UInt32(value)) { name.append(scalar) }
        }
        let typed = String(name)
        _ = LookAlikeKey.of(typed)
        _ = ScriptMixture(of: typed)
        guard let ascii = DomainName.ascii(typed) else { return }
        #expect(ascii.utf8.allSatisfy { $0 < 0x80 } && DomainName.ascii(ascii) == ascii, "\(typed.debugDescription)")
    }
}
