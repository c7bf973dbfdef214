import Engine
import Onboarding
import Statecharts
import Storage
import TestKit
import Testing

/// An instance in every state of every shipped definition, and everybody who could press something there.
final class MatrixWorld: Sendable {
    let world: TestWorld
    /// Whoever a context names, each kind of member, each staff group, and people who are nothing of that.
    let actors: [MatrixActor]
    /// Instances, and those of them that moved on, before any is planted.
    let instances: Int64
    let moved: Int64
    private let account: String
    /// In which Zab acted.
    private let remembered: InstanceID

    init(_ store: TestStore) async throws {
        world = try await TestWorld(store)
        let asked = try await world.taroAsks()
        account = world.account(of: try await world.send("activate", to: asked.id, as: "taro").instance)
        remembered = try await world.start("account-request", as: "zab", Requests.limited("Novak")).instance.id
        var actors: [MatrixActor] = []
        for right in ["administrator", "user", "viewer", "approver"] {
            let email = "\(right)@members.example"
            try await world.join(email)
            try await world.makeMember(email, role: right, of: account)
            actors.append(MatrixActor(right, try await world.caller(email), rights: ["members", "\(right)s"]))
        }
        for group in StaffGroup.allCases {
            let email = "\(group.rawValue)@staff.example"
            try await world.join(email)
            try await world.makeStaff(email, group: group)
            actors.append(MatrixActor(group.rawValue, try await world.caller(email), groups: [group.rawValue]))
        }
        let fields = world.definitions.flatMap(\.roles).flatMap(\.sources).compactMap { source in
            if case .context(let field) = source { field } else { nil }
        }
        for field in Set(fields).sorted() {
            try await world.join(MatrixActor.email(of: field))
            actors.append(MatrixActor(field, try await world.caller(MatrixActor.email(of: field)), fields: [field]))
        }
        try await world.join("nobody@nowhere.example")
        actors.append(MatrixActor("nobody", try await world.caller("nobody@nowhere.example")))
        actors.append(MatrixActor("partner", try await world.caller("maria")))
        actors.append(MatrixActor("who acted once", try await world.caller("zab"), hasActed: true))
        let stranger = DirectoryPerson(unknown: "stranger@nowhere.example")
        actors.append(MatrixActor("stranger", .person(stranger, session: "session-of-a-stranger")))
        self.actors = actors
        instances = try await world.count("select count(*) from instance")
        moved = try await world.count("select count(*) from instance where revision > 1")
    }

    /// Plants an instance in every state in which one may rest.
    func cells() async throws -> [MatrixCell] {
        var cells: [MatrixCell] = []
        for definition in world.definitions {
            for state in definition.states where !state.isCompound && state.title != nil {
                let number = String(cells.count + 1, radix: 16)
                let padding = String(repeating: "0", count: 12 - number.count)
                let id = InstanceID("01890000-0000-7000-8000-\(padding)\(number)")
                let cell = MatrixCell(definition: definition, state: state, id: id)
                try await plant(cell)
                cells.append(cell)
            }
        }
        return cells
    }

    private func plant(_ cell: MatrixCell) async throws {
        var stays: [(name: String, value: JSON)] = []
        for state in cell.lineage { stays.append((state.name, 1)) }
        stays.sort { $0.name < $1.name }
        let values: [SQLValue] = [
            .text(cell.id.text), .text(cell.definition.workflow), .text(cell.state.name),
            .text(JSON(context(of: cell.definition)).canonicalText), .text(JSON.object(stays).canonicalText),
            .bytes([UInt8](repeating: 0, count: 32)), .flag(cell.state.isFinal),
            .integer(world.time.now.microseconds),
        ]
        try await world.database.transaction { tx in
            tx.write(Self.insert, values)
            tx.write(Self.remember, .text(cell.id.text), .text(remembered.text))
        }
    }

    private static let insert = Statement(
        "test.plant",
        sqlite: """
            insert into instance (id, definition_id, state, context, revision, changed_revision, stays, head_hash, \
            is_final, created_at, updated_at) \
            select ?1, definition_id, ?3, ?4, 1, 1, ?5, ?6, ?7, ?8, ?8 from workflow where name = ?2
            """,
        postgres: """
            insert into instance (id, definition_id, state, context, revision, changed_revision, stays, head_hash, \
            is_final, created_at, updated_at) \
            select $1::uuid, definition_id, $3::text, $4::text, 1, 1, $5::text, $6::bytea, $7::boolean, \
            $8::timestamptz, $8::timestamptz from workflow where name = $2
            """)
    /// Who acted in one instance has acted in another too.
    private static let remember = Statement(
        "test.remember",
        sqlite: """
            insert into mention (instance_id, person_key, has_acted) \
            select ?1, person_key, has_acted from mention where instance_id = ?2 and has_acted
            """,
        postgres: """
            insert into mention (instance_id, person_key, has_acted) \
            select $1::uuid, person_key, has_acted from mention where instance_id = $2 and has_acted
            """)

    /// Each field behind a role names the person of the field; the rest is the first value of its type.
    private func context(of definition: Definition) -> Record {
        var context: Record = [:]
        for field in definition.context {
            let person = PersonReference(email: MatrixActor.email(of: field.name))
            switch field.type {
            case .person: context[field.name] = .person(person)
            case .email: context[field.name] = .text(person.email)
            case .list(of: .email, min: _, max: _): context[field.name] = .list([.text(person.email)])
            case .list(of: .person, min: _, max: _): context[field.name] = .list([.person(person)])
            case .account: context[field.name] = .text(account)
            case _: context[field.name] = field.defaultValue ?? (field.isOptional ? nil : field.type.first)
            }
        }
        return context
    }

    /// Every event of the file in every state, by one person.
    /// - Returns: how many were refused for want of the right.
    func press(everythingIn cells: [MatrixCell], as actor: MatrixActor) async throws -> Int64 {
        var refused: Int64 = 0
        for cell in cells {
            for event in cell.events {
                let command = Command(.event(cell.id, event), caller: actor.caller, ifRevision: 99)
                let error = try await world.refusal { _ = try await world.engine.send(command) }
                let expected = cell.answer(to: event, of: actor)
                #expect(
                    expected.codes.contains(error?.code ?? .stuck),
                    "\(event) in \(cell) by \(actor.name): \(error?.code.rawValue ?? "done"), not \(expected)")
                if let error, [.notFound, .notAllowed].contains(error.code) { refused += 1 }
            }
        }
        return refused
    }
}

extension TestWorld {
    /// The shipped definitions as the engine holds them.
    fileprivate var definitions: [Definition] {
        Self.shipped.keys.sorted().compactMap { path in
            path.wholeMatch(of: #/Workflows/([a-z-]+)\.yaml/#).flatMap { engine.definition(String($0.1)) }
        }
    }

    fileprivate func makeStaff(_ email: String, group: StaffGroup) async throws {
        let id = try await person(email).id
        try await database.transaction { tx in
            tx.write(
                Statement("test.staff", "insert into staff_member (group_name, person_id) values ($1, $2)"),
                .text(group.rawValue), .text(id))
        }
    }
}
