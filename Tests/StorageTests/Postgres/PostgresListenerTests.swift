import Storage
import TestKit
import Testing

@Suite struct `Listening on PostgreSQL` {
    @Test func `one wakes the other, not itself, and again after the server was away`() async throws {
        let server = try PostgresServer()
        let settings = PostgresSettings(url: try PostgresURL(server.url("postgres")))
        let hearing = try PostgresListener(settings, channel: "genkan_work")
        let saying = try PostgresListener(settings, channel: "genkan_work")
        var heard = hearing.wakeUps.makeAsyncIterator()
        var said = saying.wakeUps.makeAsyncIterator()
        // both are connected
        #expect(await heard.next() != nil)
        #expect(await said.next() != nil)
        saying.notify()
        #expect(await heard.next() != nil)
        try server.stop(.immediate)
        try server.start()
        #expect(await heard.next() != nil)  // connected again
        #expect(await said.next() != nil)  // connected again, for its own word it did not hear
        saying.notify()
        #expect(await heard.next() != nil)
        hearing.close()
        saying.close()
        #expect(await heard.next() == nil)
        #expect(await said.next() == nil)
    }

    @Test func `a thousand words in a moment are few on the wire`() async throws {
        let ledger = try await PostgresLedger()
        let saying = try PostgresListener(try ledger.settings(), channel: "genkan_work")
        let hearing = try PostgresListener(try ledger.settings(), channel: "genkan_work")
        var said = saying.wakeUps.makeAsyncIterator()
        var heard = hearing.wakeUps.makeAsyncIterator()
        _ = await said.next()
        _ = await heard.next()
        let start = ContinuousClock.now
        for _ in 0..<3 {
            for _ in 0..<1000 { saying.notify() }
            #expect(await heard.next() != nil)
        }
        #expect(ContinuousClock.now - start >= .milliseconds(200))  // three on the wire have two pauses between them
        saying.close()
        hearing.close()
    }

    @Test func `a channel's name is a word`() throws {
        let settings = PostgresSettings(url: try PostgresURL("postgresql://db.example/genkan"))
        #expect(throws: DatabaseError.self) { try PostgresListener(settings, channel: "a; drop table b") }
    }
}
