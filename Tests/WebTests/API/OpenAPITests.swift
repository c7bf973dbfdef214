import HTTPTypes
import Statecharts
import TestKit
import Testing

@testable import Web

@Suite struct `U34 the API tells of itself` {
    @Test func `every address that is served stands in the document, and the other way round`() async throws {
        let api = try await APIWorld()
        let document = try await api.document()
        var told: Set<String> = []
        for path in document["paths"]?.objectValue ?? [] {
            for operation in path.value.objectValue ?? [] {
                told.insert("\(operation.name.uppercased()) /api/v1\(path.name)")
            }
        }
        let served = api.routes.filter { $0.path.hasPrefix("/api") && $0.method != .head }
        #expect(Set(served.map { "\($0.method.rawValue) \($0.path)" }) == told)
        #expect(told.count >= 7)
    }

    @Test func `it is read without a token, and names this server's own forms`() async throws {
        let api = try await APIWorld()
        let reply = try await api.ask(.get, "/openapi.json")
        #expect(reply.status == 200)
        #expect(reply.headers[.contentType] == "application/json")
        #expect(reply.json["openapi"] == "3.1.0")
        let schemas = try #require(reply.json["components"]?["schemas"])
        let names = Set(schemas.objectValue?.map(\.name) ?? [])
        #expect(names.isSuperset(of: ["start.errand.submit", "event.errand.finish", "event.account-request.activate"]))
        let wanted = try JSON(
            parsing: """
                {"type": "object", "properties": {"event": {"type": "string", "const": "finish"}, "data": {
                "type": "object", "properties": {"note": {"type": "string", "minLength": 3, "maxLength": 100}},
                "required": [], "additionalProperties": false}}, "required": ["event"], "additionalProperties": false}
                """)
        #expect(schemas["event.errand.finish"] == wanted)
        #expect(schemas["start.errand.submit"]?["required"] == ["data"])
        #expect(schemas["start.errand.submit"]?["properties"]?["data"]?["required"] == ["doer"])
        // what only other instances send is no address's body
        #expect(!names.contains("start.invitation.invite"))
        let starts = schemas["Start"]?["anyOf"]?.arrayValue ?? []
        #expect(starts.contains(JSON(members: ["$ref": "#/components/schemas/start.errand.submit"])))
    }

    @Test func `a button takes no fields, and an event that asks differently in two states takes either`() throws {
        let text = """
            workflow: two
            version: 1
            title: { en: Two, ja: 二 }
            asker: asker
            roles: { asker: context.asker }
            context: { asker: person, note: { type: text, max: 10, optional: true, personal: false } }
            start: { begin: { by: signedIn, set: { asker: caller.person }, to: first } }
            states:
              first:
                title: { en: First, ja: 一 }
                task: { for: asker }
                on:
                  say: { by: asker, to: second }
                after: { expire: { at: P30D, to: done } }
              second:
                title: { en: Second, ja: 二 }
                task: { for: asker }
                on:
                  say: { by: asker, form: { fields: { note: {} } }, set: [note], to: done }
                after: { expire: { at: P30D, to: done } }
              done: { title: { en: Done, ja: 完了 }, final: true }
            """
        let definition = try Definition.parse(text, file: "two.yaml").definition
        let forms = FormSchemas(deployed: [definition], definitions: [definition]).all
        let data = forms.first { $0.name == "event.two.say" }?.value["properties"]?["data"]
        #expect(data?["anyOf"]?[0] == Schema.nothing)
        #expect(data?["anyOf"]?[1]?["properties"]?["note"]?["maxLength"] == 10)
    }
}
