import Engine
import Onboarding
import Statecharts
import Storage
import TestKit

/// What a world is built of: definitions, what they call, who there is, and the store as it is at first.
struct Blueprint: Sendable {
    var store: SimulatedStore
    var catalog: Catalog
    var facts: FactRegistry
    var actions: ActionRegistry
    var directory: Directory
    var keys: SealKeys
    /// Who acts.
    var people: [String: Caller]
    /// What the definitions were drawn as; none for the shipped ones.
    var drawings: [Drawing] = []

    /// The shipped workflows with the cast of the documents; read once for all worlds.
    static let shipped = Task { try await readShipped() }

    private static func readShipped() async throws -> Blueprint {
        let store = try SimulatedStore()
        let line = StoreLine(store)
        _ = try await Migrator(lines: [.engineTables, .onboardingTables]).migrate(line, at: 0)
        let now = ManualTime().now
        let catalog = try await WorkflowSet(TestWorld.shipped).load(into: line, now: now)
        try await SampleData.insert(into: line, now: now)
        try watchTimers(of: store)
        let registry = OnboardingRegistry(publicEmailDomains: PublicEmailDomains(extra: SampleData.publicEmailDomains))
        let known = People(database: line, random: SeededRandom(seed: 1).bytes)
        var people: [String: Caller] = [:]
        for sample in SampleData.people {
            guard let address = EmailAddress(sample.email), let person = try await known.person(address: address) else {
                throw NobodyThere(email: sample.email)
            }
            people[sample.email] = .person(person.directoryPerson, session: "session")
        }
        return Blueprint(
            store: store, catalog: catalog, facts: registry.facts, actions: registry.actions, directory: .onboarding,
            keys: try makeKeys(), people: people)
    }

    /// Two definitions drawn from the seed, and three people.
    static func drawn(seed: UInt64) async throws -> Blueprint {
        let store = try await empty.value.copy()
        let drawings = Drawing.pair(seed: seed)
        var files = ["topics.yaml": Drawing.topics]
        for drawing in drawings { files["\(drawing.workflow).yaml"] = drawing.text }
        let catalog = try await WorkflowSet(files).load(into: StoreLine(store), now: ManualTime().now)
        let emails = ["a@one.example", "b@two.example", "c@three.example"]
        return Blueprint(
            store: store, catalog: catalog, facts: FactRegistry([]), actions: ActionRegistry([]),
            directory: Directory(
                person: { email, _ in known(email) }, personWithID: { id, _ in known(id) }, holders: { _, _ in [] },
                groups: { _, _ in [] }, rights: [:], staffGroups: []),
            keys: try makeKeys(), people: Dictionary(uniqueKeysWithValues: emails.map { ($0, BareWorld.person($0)) }),
            drawings: drawings)
    }

    private static func known(_ email: String) -> DirectoryPerson {
        DirectoryPerson(id: email, email: email, addresses: [email], language: "en", name: "")
    }

    /// A store without definitions, which also keeps the order of commits.
    private static let empty = Task {
        let store = try SimulatedStore()
        _ = try await Migrator(lines: [.engineTables]).migrate(StoreLine(store), at: 0)
        try watchTimers(of: store)
        try store.change(
            "create table committed (number integer primary key autoincrement, instance_id text, revision integer)")
        try store.change(
            """
            create trigger committed_entry after insert on history begin
            insert into committed (instance_id, revision) values (new.instance_id, new.revision); end
            """)
        return store
    }

    static func makeKeys() throws -> SealKeys {
        try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) })
    }

    /// Every timer that was ever armed, for whoever asks whether one fired early or twice.
    static func watchTimers(of store: SimulatedStore) throws {
        try store.change("create table armed (instance_id text, name text, due_at integer, armed_revision integer)")
        for (name, moment) in [("armed_new", "insert"), ("armed_moved", "update")] {
            try store.change(
                """
                create trigger \(name) after \(moment) on timer begin
                insert into armed values (new.instance_id, new.name, new.due_at, new.armed_revision); end
                """)
        }
    }

    /// The text names the mail and has the link.
    static let render: Render = { request in
        RenderedMail(subject: request.template, text: "\(request.template)\n\(request.link ?? "")", html: "")
    }
}

/// The cast lacks somebody.
struct NobodyThere: Error {
    var email: String
}
