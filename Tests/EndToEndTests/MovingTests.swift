import Foundation
import Storage
import TestKit
import Testing

/// `genkan migrate --to` as an operator gives it, beside a server that goes on (R-34).
@Suite struct `R34 moving house` {
    /// Where keys and mails lie, in both stores' places.
    private func environment(_ victim: ServerVictim) -> [String: String] {
        [
            "GENKAN_SEAL_KEYS": victim.folder.file("genkan.sqlite.keys"),
            "GENKAN_MAILBOX": victim.folder.file("genkan.sqlite.mailbox"), "GENKAN_DATABASE_CONNECTIONS": "4",
        ]
    }

    @Test(.timeLimit(.minutes(10)))
    func `killed again and again beside a server under load, it ends with all that was acknowledged`() async throws {
        let seed = UInt64.random(in: 1...UInt64(Int64.max))
        let random = SeededRandom(seed: seed)
        let victim = try await ServerVictim(folder: try TemporaryFolder())
        let place = try PostgresPlace()
        let options = ["--workflows", victim.folder.file("workflows")]
        let url = "sqlite:\(victim.folder.file("genkan.sqlite"))"
        let words = ["migrate", "--database", url, "--to", place.url]
        let environment = environment(victim)
        let kills = Torture.count(6, torture: 100)
        let load = Load()
        let (output, talk) = try await blocking {
            let server = try RunningServer(url: url, options, environment: environment)
            defer {
                load.stop()
                server.kill()
            }
            load.start(4, on: [server], victim.token)
            var isOver = false
            for kill in 0..<kills where !isOver {
                let child = try ChildProcess(Program.path, words, environment: environment)
                // real time is the point here: the moment of the kill is what is drawn
                usleep(UInt32(random.number(below: 150_000 * (kill + 1))))
                child.stop(SIGKILL)
                isOver = child.wait() == 0
            }
            let child = try ChildProcess(Program.path, words, environment: environment)
            let (output, talk) = child.readAll()
            // the one before may have come to its end
            #expect(child.wait() == 0 || talk.contains("has moved to"), "seed \(seed): \(talk)")
            let late = HTTPSender(connection: try server.connect(), token: victim.token)
            let status = try late.ask(Ledger.Entry(key: "late")).status
            #expect(status == 503)
            // the store is asked once a second
            var ready = try server.connect().send("GET", "/health/ready")
            while ready.status == 200 { ready = try server.connect().send("GET", "/health/ready") }
            #expect(ready.body.contains("the store has moved"))
            load.stop()
            let next = try RunningServer(url: place.url, options, environment: environment)
            let sender = HTTPSender(connection: try next.connect(), token: victim.token)
            for entry in load.ledger.pending { load.ledger.note(try sender.send(entry), of: entry) }
            #expect(next.terminate() == 0)
            return (output, talk)
        }
        #expect(load.ledger.pending == [] && load.ledger.refused == [:], "seed \(seed)")
        let stored = try await StoredKeys.count(in: try await PostgresDatabase.open(.patient(place.url)))
        #expect(load.ledger.acknowledged.map(\.key).filter { stored[$0] == nil } == [], "lost, seed \(seed)")
        #expect(stored.filter { $0.value > 1 } == [:], "doubled, seed \(seed)")
        print(
            "R34: seed \(seed): \(load.ledger.acknowledged.count) acknowledged; \(output.suffix(120))\(talk.prefix(60))"
        )
        let again = try await Program.run(
            ["serve", "--database", url, "--port", "0"] + options, environment: environment)
        #expect(again.code == 1 && again.talk.contains("this store has moved to postgresql:///"))
        let doctor = try await place.run(["doctor"] + options, environment)
        #expect(doctor.output.contains("match; nothing waits"), "\(doctor.output)")
    }

    @Test func `what cannot be is refused in one sentence, and nothing is made or changed`() async throws {
        let folder = try TemporaryFolder()
        let url = "sqlite:\(folder.file("a.sqlite"))"
        func run(_ words: [String], _ more: [String: String] = [:]) async throws -> Program.Run {
            try await Program.run(["migrate", "--database", url] + words, environment: more, in: folder.path)
        }
        func expect(_ run: Program.Run, _ words: [String], code: Int32 = 1) {
            #expect(run.code == code && run.output.isEmpty)
            #expect(code != 1 || run.talk.split(separator: "\n").count == 1, "one line: \(run.talk)")
            for word in words { #expect(run.talk.contains(word), "\(run.talk)") }
        }
        expect(try await run(["--to", "sqlite:\(folder.file("b.sqlite"))"]), ["there is no database"])
        #expect(try await run([]).code == 0)
        expect(try await run(["--to", "mysql://x"]), ["database URL"])
        expect(try await run(["--to", "sqlite:b", "--plan"]), ["--plan and --to"], code: 2)
        expect(try await run(["--to", "postgresql://genkan@/x?host=\(folder.path)"]), ["start the server"])
        expect(try await run(["--to", url]), ["the same store"])
        let place = try PostgresPlace()
        try place.ask("create role poor login; grant connect on database \(place.name) to poor")
        let poor = place.server.url(place.name, user: "poor")
        expect(try await run(["--to", poor]), ["permission denied for database"])
        #expect(try place.ask("select count(*) from pg_namespace where nspname = 'genkan'") == "0")
        let served = try PostgresPlace()
        try await served.migrate()
        let ended = try await blocking { try served.serve().terminate() }
        #expect(ended == 0)
        expect(try await run(["--to", served.url]), ["holds something"])
        #expect(try served.ask("select to_regclass('genkan.store_move') is null") == "t")
        try place.ask("drop owned by poor; drop role poor")
    }

    @Test func `an unfinished move is neither served nor joined by another store`() async throws {
        let folder = try TemporaryFolder()
        let place = try PostgresPlace()
        for name in ["a", "b"] {
            let made = try await Program.run(["migrate", "--database", "sqlite:\(folder.file("\(name).sqlite"))"])
            #expect(made.code == 0)
        }
        func move(_ name: String) async throws -> Program.Run {
            try await Program.run(
                ["migrate", "--database", "sqlite:\(folder.file("\(name).sqlite"))", "--to", place.url],
                environment: place.environment)
        }
        #expect(try await move("a").code == 0)
        // as if it had been killed before its end
        try place.ask("update genkan.store_move set ended_at = null")
        let serve = try await place.run(["serve", "--port", "0"])
        #expect(serve.code == 1 && serve.talk.contains("not finished") && serve.talk.contains("a.sqlite"))
        let other = try await move("b")
        #expect(other.code == 1 && other.talk.contains("unfinished move from sqlite:"), "\(other.talk)")
        #expect(try await move("a").code == 0)
        let third = try await move("a")
        #expect(third.code == 1 && third.talk.contains("this store has moved to"), "\(third.talk)")
        let ended = try await blocking { try place.serve().terminate() }
        #expect(ended == 0)
    }
}
