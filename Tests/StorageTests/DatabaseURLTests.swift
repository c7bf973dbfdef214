import Storage
import Testing

@Suite struct `A database URL` {
    @Test(arguments: [
        ("sqlite:genkan.sqlite", "genkan.sqlite"),
        ("sqlite:/var/lib/genkan/genkan.sqlite", "/var/lib/genkan/genkan.sqlite"),
        ("sqlite:///var/lib/genkan.sqlite", "/var/lib/genkan.sqlite"),
        ("SQLite:data/玄関.sqlite", "data/玄関.sqlite"),
    ])
    func `names a file`(text: String, path: String) throws {
        #expect(try DatabaseURL(parsing: text) == .sqlite(path: path))
    }

    @Test(arguments: ["postgresql://genkan:s3cret@db.example/genkan", "Postgres://genkan:s3cret@db.example/genkan"])
    func `for PostgreSQL never shows its password`(text: String) throws {
        let url = try DatabaseURL(parsing: text)
        guard case .postgres(let server) = url else {
            Issue.record("it is no PostgreSQL URL")
            return
        }
        var dumped = ""
        dump(url, to: &dumped)
        for shown in ["\(url)", "\(server)", String(reflecting: url), dumped] {
            #expect(!shown.contains("s3cret"))
        }
    }

    @Test(arguments: [
        "postgresql:genkan:s3cret@db.example",
        "postgres://genkan:s3cret%zz@db.example/genkan", "postgresql://genkan:s3cret@db.example/genkan?nope=1",
    ])
    func `for PostgreSQL that cannot be read is refused without repeating its password`(text: String) throws {
        let error = try #require(throws: DatabaseError.self) { try DatabaseURL(parsing: text) }
        #expect(error.code == .cannotOpen)
        #expect(error.message.contains("postgresql://genkan@db.example/genkan"))
        #expect(!error.message.contains("s3cret"))
    }

    @Test(arguments: ["", "sqlite:", "sqlite://", "genkan.sqlite", "mysql://db.example/genkan", "sqlite:a\u{0}b"])
    func `of another kind is refused with an example`(text: String) throws {
        let error = try #require(throws: DatabaseError.self) { try DatabaseURL(parsing: text) }
        #expect(error.message.contains("sqlite:genkan-data/genkan.sqlite"))
    }
}
