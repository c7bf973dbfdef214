import Testing

@testable import Onboarding

@Suite struct `Registrable domains` {
    /// Names and what somebody registered of them; `-`: nobody can have registered the name itself.
    private static let samples: [(name: String, registered: String)] = table(
        """
        br.logica.example logica.example
        logica.example logica.example
        trainingdemo2.br.logica.example logica.example
        mediatv.dune.example dune.example
        dune.example dune.example
        xyz-manufacture.example xyz-manufacture.example
        example -
        com -
        gmail.com gmail.com
        mail.gmail.com gmail.com
        one.com one.com
        a.b.one.com one.com
        net -
        one.net one.net
        org -
        one.org one.org
        uk -
        co.uk -
        one.co.uk one.co.uk
        www.one.co.uk one.co.uk
        ac.uk -
        one.ac.uk one.ac.uk
        one.uk one.uk
        jp -
        one.jp one.jp
        www.one.jp one.jp
        co.jp -
        one.co.jp one.co.jp
        www.one.co.jp one.co.jp
        ne.jp -
        docomo.ne.jp docomo.ne.jp
        or.jp -
        one.or.jp one.or.jp
        tokyo.jp -
        one.tokyo.jp one.tokyo.jp
        chiyoda.tokyo.jp -
        one.chiyoda.tokyo.jp one.chiyoda.tokyo.jp
        kobe.jp kobe.jp
        c.kobe.jp -
        b.c.kobe.jp b.c.kobe.jp
        a.b.c.kobe.jp b.c.kobe.jp
        city.kobe.jp city.kobe.jp
        www.city.kobe.jp city.kobe.jp
        ck -
        one.ck -
        b.one.ck b.one.ck
        www.ck www.ck
        a.www.ck www.ck
        er -
        one.er -
        b.one.er b.one.er
        br -
        com.br -
        one.com.br one.com.br
        a.one.com.br one.com.br
        us -
        il.us -
        one.il.us one.il.us
        k12.ak.us -
        one.k12.ak.us one.k12.ak.us
        cn -
        com.cn -
        one.com.cn one.com.cn
        xn--55qx5d.cn -
        xn--85x722f.xn--55qx5d.cn xn--85x722f.xn--55qx5d.cn
        xn--fiqs8s -
        xn--85x722f.xn--fiqs8s xn--85x722f.xn--fiqs8s
        www.xn--85x722f.xn--fiqs8s xn--85x722f.xn--fiqs8s
        github.io -
        one.github.io one.github.io
        de -
        one.de one.de
        a.one.de one.de
        in -
        co.in -
        one.co.in one.co.in
        x9gf62.smb x9gf62.smb
        smb -
        """)

    private static func table(_ text: String) -> [(name: String, registered: String)] {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: " ").map(String.init)
            return (parts[0], parts[1])
        }
    }

    @Test func `are told by the shipped list`() {
        #expect(Self.samples.count >= 60)
        for (name, registered) in Self.samples {
            #expect((PublicSuffixList.shipped.registrableDomain(of: name) ?? "-") == registered, "\(name)")
            #expect(PublicSuffixList.shipped.isPublicSuffix(name) == (registered == "-"), "\(name)")
        }
    }

    @Test(arguments: ["", ".", "com.", ".com", "a..com"])
    func `of no name are none`(name: String) {
        #expect(PublicSuffixList.shipped.registrableDomain(of: name) == nil)
    }

    @Test func `every shipped line is found by the search, and its neighbours are not`() {
        for path in ["Data/public-suffix-list.dat", "Data/public-email-domains.txt"] {
            let lines = SortedLines(ShippedData.bytes(path))
            let all = lines.all
            #expect(all.count > 9_000)
            #expect(zip(all, all.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            let known = Set(all)
            for line in all {
                if !lines.contains(line) { Issue.record("\(line) is not found") }
                let longer = line + "0"
                if !known.contains(longer), lines.contains(longer) { Issue.record("\(longer) is found") }
            }
            #expect(!lines.contains("") && !lines.contains("#") && !lines.contains("zzzzzzzzzzzzzzzzzzzzzzz"))
        }
    }
}
