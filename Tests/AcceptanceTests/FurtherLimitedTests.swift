import Engine
import Statecharts
import TestKit
import Testing

/// More than one limited account of one person: with a warning, and not without end (D-56).
@Suite(.everyBoundary) struct `D56 limited accounts of one person` {
    private func ask(_ world: TestWorld, _ number: Int, another: Bool?) async throws -> EngineError? {
        var form = Requests.limited("Shop \(number)").objectValue ?? []
        if let another { form.append(("another", .boolean(another))) }
        let request = JSON.object(form)
        return try await world.refusal { _ = try await world.start("account-request", as: "mohammad", request) }
    }

    @Test(arguments: TestStore.allCases)
    func `D56 the second is made after a warning that names the first, and the sixth is refused with all five`(
        store: TestStore
    ) async throws {
        let world = try await TestWorld(store)
        // of the first nobody is asked, and nobody may answer
        let early = try await ask(world, 1, another: true)
        #expect(early?.fields == [FieldError(field: "another", error: "notApplicable")])
        #expect(try await ask(world, 1, another: nil) == nil)
        for another in [nil, false] as [Bool?] {
            let warned = try #require(try await ask(world, 2, another: another))
            #expect(warned.fields.map(\.error) == ["haveLimited"] && warned.fields.map(\.field) == ["another"])
            let first = try #require(warned.fields.first?.values["accounts"])
            #expect(first.hasPrefix("Shop 1 (") && first.hasSuffix(".smb)"))
        }
        for number in 2...5 { #expect(try await ask(world, number, another: true) == nil) }
        let sixth = try #require(try await ask(world, 6, another: true))
        #expect(sixth.fields.map(\.error) == ["tooManyLimited"] && sixth.status == 422)
        let told = try #require(sixth.fields.first?.values["accounts"])
        #expect((1...5).allSatisfy { told.contains("Shop \($0) (") }, "\(told)")
        #expect(told.split(separator: ",").count == 5)
        #expect(try await world.count("select count(*) from account where kind = 'limited'") == 5)
    }

    @Test(arguments: TestStore.allCases)
    func `D56 whoever has five does not authorise a sixth, and passes it on`(store: TestStore) async throws {
        let world = try await TestWorld(store)
        for number in 1...5 { #expect(try await ask(world, number, another: number > 1 ? true : nil) == nil) }
        let asked = try await world.start(
            "account-request", as: "guna", Requests.other(approver: "mohammad@webmail.example")
        ).instance
        let refused = try await world.refusal {
            _ = try await world.send("authorise", to: asked.id, as: "mohammad", Requests.authorise())
        }
        #expect(refused?.fields.map(\.error) == ["tooManyLimited"])
        let passed = try await world.send(
            "forward", to: asked.id, as: "mohammad", .object([("email", "egain@webmail.example")]))
        #expect(passed.instance.state == asked.state)
    }
}
