import Testing

@testable import DomainNames

@Suite struct `S21 look-alikes by UTS 39` {
    private static let names = [
        "kestrel", "logica", "converge", "dune", "mediatv", "xyz-manufacture", "webmail", "vendor", "customer", "lab",
        "holding", "hospital", "paper", "jockey", "workshop", "trading",
    ]
    /// Letters, and what looks like them: Cyrillic, Greek, Armenian, other Latin, accents, digits, two letters for one.
    private static let doubles: [(letter: String, doubles: [String])] = [
        ("a", ["а", "α", "ɑ", "á", "à"]), ("c", ["с", "ç"]), ("d", ["ԁ"]), ("e", ["е", "é", "ё"]),
        ("g", ["ɡ"]), ("h", ["һ"]), ("i", ["і", "ι", "ı", "í"]), ("j", ["ј"]), ("l", ["1", "ӏ"]), ("m", ["rn"]),
        ("n", ["ñ"]), ("o", ["о", "ο", "օ", "0", "ö"]), ("p", ["р", "ρ"]), ("s", ["ѕ"]), ("u", ["ս", "ü"]),
        ("v", ["ν", "ѵ"]), ("x", ["х"]), ("y", ["у", "ý"]),
    ]
    private static let japanese: [(String, String)] = [
        ("サーバー", "サ一バ一"), ("サーバ", "サ-バ"), ("ネット", "ネツト"), ("ヘルプ", "へルプ"), ("カイシャ", "力イシャ"), ("ロボ", "口ボ"),
        ("タロ", "夕口"), ("ニホン", "二ホン"), ("ハル", "八ル"), ("トウキョウ", "卜ウキヨウ"), ("エコ", "工コ"), ("きっと", "きつと"),
    ]

    private static var pairs: [(String, String)] {
        names.flatMap { name in
            doubles.filter { name.contains($0.letter) }.flatMap { letter, doubles in
                doubles.map { (name, name.replacing(letter, with: $0)) }
            }
        } + japanese
    }

    @Test func `200 pairs have one key, and none is the same name`() {
        let pairs = Self.pairs
        #expect(pairs.count >= 200)
        for (left, right) in pairs {
            let (left, right) = ("\(left).example", "\(right).example")
            #expect(LookAlikeKey.of(left) == LookAlikeKey.of(right), "\(left) and \(right)")
            #expect(DomainName.ascii(left) != DomainName.ascii(right), "\(left) and \(right)")
        }
    }

    @Test func `a key is the same for A-labels and Unicode, in any case`() throws {
        for (left, right) in Self.pairs {
            for name in [left, right] {
                let ascii = try #require(DomainName.ascii(name))
                let key = LookAlikeKey.of(name)
                #expect(LookAlikeKey.of(ascii) == key && LookAlikeKey.of(name.uppercased()) == key, "\(name)")
            }
        }
    }

    @Test func `names of the cast do not look alike`() {
        #expect(Set(Self.names.map(LookAlikeKey.of)).count == Self.names.count)
    }

    @Test(arguments: [
        ("kestrel.example", ScriptMixture.ascii), ("例え.example", .singleScript), ("köln.example", .singleScript),
        ("пример.example", .singleScript), ("例えlab.example", .highlyRestrictive),
        ("カイシャ会社とlab.example", .highlyRestrictive),
        ("kеstrel.example", .minimallyRestrictive), ("例えа.example", .minimallyRestrictive),
    ])
    func `Japanese with Latin is no mixture, Cyrillic with Latin is`(name: String, level: ScriptMixture) {
        #expect(ScriptMixture(of: name) == level)
        #expect(ScriptMixture(of: DomainName.ascii(name) ?? "") == level)
    }

    @Test func `full-width letters are the letters themselves`() {
        #expect(DomainName.ascii("ｋｅｓｔｒｅｌ.example") == "kestrel.example")
    }
}
