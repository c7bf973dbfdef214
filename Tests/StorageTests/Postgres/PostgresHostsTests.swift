import Storage
import TestKit
import Testing

@Suite struct `PostgreSQL on several hosts` {
    /// A server that only reads, as a standby does, and one that may be written.
    private let reading: PostgresServer
    private let writing: PostgresServer
    private let url: String

    init() throws {
        reading = try PostgresServer(settings: ["default_transaction_read_only=on"])
        writing = try PostgresServer()
        url = "postgresql://genkan@/postgres?host=\(reading.folder),\(writing.folder)"
    }

    private func mayWrite(_ database: PostgresDatabase) async throws -> Bool {
        try await database.transaction {
            try $0.rows(postgres("select current_setting('default_transaction_read_only') = 'off'"))[0].flag(0)
        }
    }

    @Test func `the one that may be written is found, wherever it moves`() async throws {
        let database = try await PostgresDatabase.open(.patient(url))
        #expect(try await mayWrite(database))
        try writing.stop(.immediate)
        let error = await #expect(throws: DatabaseError.self) { try await mayWrite(database) }
        #expect(error?.code == .connectionLost || error?.sqlState == "25006", "\(error?.message ?? "")")
        // the other takes over
        try reading.psql(
            "postgres",
            script: """
                set transaction read write;
                alter role genkan set default_transaction_read_only = off;
                """)
        #expect(try await mayWrite(database))
    }

    @Test func `a host that only reads is taken where the URL asks for any`() async throws {
        let database = try await PostgresDatabase.open(.patient("\(url)&target_session_attrs=any"))
        #expect(try await database.read { try $0.rows(postgres("select 1 as one"))[0].integer("one") } == 1)
    }
}
