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

    @Test(arguments: ["postgresql://genkan:s3cret@db.example/genkan", "postgres://genkan:s3cret@db.example/genkan"])
    func `for PostgreSQL is refused without repeating its password`(text: String) throws {
        let error = try #require(throws: DatabaseError.self) { try DatabaseURL(parsing: text) }
        #expect(error.code == .cannotOpen)
        #expect(error.message.contains("this build serves SQLite only"))
        #expect(!error.message.contains("s3cret"))
    }

    @Test(arguments: ["", "sqlite:", "sqlite://", "genkan.sqlite", "mysql://db.example/genkan", "sqlite:a\u{0}b"])
    func `of another kind is refused with an example`(text: String) throws {
        let error = try #require(throws: DatabaseError.self) { try DatabaseURL(parsing: text) }
        #expect(error.message.contains("sqlite:genkan-data/genkan.sqlite"))
    }
}
