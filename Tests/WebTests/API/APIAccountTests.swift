import HTTPTypes
import Statecharts
import TestKit
import Testing

@Suite struct `The API of accounts` {
    private static let request = """
        {"data": {"authority": "self", "kind": "standard", "accountName": "XYZ", "headquarters": {"country": "JP", \
        "line1": "1-2-3", "city": "Tokyo", "postalCode": "100-0000"}}}
        """
    private static let start = "/workflows/account-request/instances"

    /// An active account of Taro's company; the id of the account.
    private func activate(_ api: APIWorld, as taro: String) async throws -> String {
        let started = try await api.post(Self.start, Self.request, as: taro)
        let id = started.json["id"]?.stringValue ?? ""
        let active = try await api.post("/instances/\(id)/events", #"{"event": "activate"}"#, as: taro)
        guard active.json["state"] == "active", let account = active.json["output"]?["account"]?.stringValue else {
            throw BadAnswer(text: started.text + active.text)
        }
        #expect(active.json["started"]?.arrayValue?.count == 1, "the agreement is an instance of its own")
        return account
    }

    @Test(arguments: TestStore.allCases)
    func `AC07 the same submit twice with one key makes one request and one mail`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let taro = try await api.token("taro@xyz-manufacture.example")
        let first = try await api.post(Self.start, Self.request, as: taro, key: "k")
        let second = try await api.post(Self.start, Self.request, as: taro, key: "k")
        #expect(first.status == 201, "\(first.text)")
        #expect(second.status == 201)
        #expect(second.isReplay)
        #expect(second.bytes == first.bytes)
        #expect(second.headers[.location] == first.headers[.location])
        #expect(try await api.world.count("select count(*) from instance") == 1)
        try await api.world.settle()
        #expect(api.world.mailbox.all.count == 1)
    }

    @Test(arguments: TestStore.allCases)
    func `AC21 the limited path is refused to a company address`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let taro = try await api.token("taro@xyz-manufacture.example")
        let body = Self.request.replacing("\"standard\"", with: "\"limited\"")
        let reply = try await api.post(Self.start, body, as: taro, headers: [.acceptLanguage: "en"])
        #expect(reply.status == 422)
        #expect(reply.pointers == ["/data/kind"])
        #expect(reply.codes == ["useStandard"])
        #expect(reply.json["errors"]?[0]?["detail"]?.stringValue?.contains("use a standard account") == true)
        #expect(try await api.world.count("select count(*) from instance") == 0)
    }

    @Test(arguments: [
        ("", "required"), (String(repeating: "a", count: 101), "tooLong"), ("a\\nb", "controlCharacter"),
    ])
    func `AC22 an account name that is empty, too long or of two lines is refused at its field`(
        name: String, code: String
    ) async throws {
        let api = try await APIWorld()
        let egain = try await api.token("egain@webmail.example")
        let body = #"{"data": {"authority": "self", "accountName": "\#(name)"}}"#
        let reply = try await api.post(Self.start, body, as: egain)
        #expect(reply.status == 422)
        #expect(reply.pointers == ["/data/accountName"])
        #expect(reply.codes == [code])
        let right = try await api.post(
            Self.start, #"{"data": {"authority": "self", "accountName": "Moreau"}}"#, as: egain)
        #expect(right.json["state"] == "active", "\(right.text)")
    }

    @Test(arguments: TestStore.allCases)
    func `a field inside a record is named by its whole place`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let taro = try await api.token("taro@xyz-manufacture.example")
        let body = Self.request.replacing("\"city\": \"Tokyo\", ", with: "")
        let reply = try await api.post(Self.start, body, as: taro)
        #expect(reply.pointers == ["/data/headquarters/city"])
        #expect(reply.headers[.contentLanguage] == "ja", "the profile's language, where no header names one")
    }

    @Test(arguments: TestStore.allCases)
    func `a member reads the account by identifier and by id`(store: TestStore) async throws {
        let api = try await APIWorld(store)
        let taro = try await api.token("taro@xyz-manufacture.example")
        let id = try await activate(api, as: taro)
        let reply = try await api.get("/accounts/xyz-manufacture.example", as: taro)
        #expect(reply.status == 200)
        #expect(reply.json["id"] == .string(id))
        #expect(reply.json["status"] == "active")
        #expect(reply.json["roles"] == ["administrator"])
        #expect(reply.json["members"]?[0]?["email"] == "taro@xyz-manufacture.example")
        #expect(reply.json["virtualAccounts"]?[0]?["name"] == "DEFAULT")
        #expect(reply.json["agreements"]?[0]?["standing"] == "pending")
        #expect(reply.json["activatedAt"] == "2026-11-21T00:00:00.000000Z")
        #expect(try await api.get("/accounts/\(id)", as: taro).bytes == reply.bytes)
        #expect(try await api.get("/accounts/XYZ-Manufacture.EXAMPLE", as: taro).bytes == reply.bytes)
    }

    @Test(arguments: TestStore.allCases)
    func `S7 strangers read one answer for accounts that are there, pending or not at all`(store: TestStore)
        async throws
    {
        let api = try await APIWorld(store)
        let id = try await activate(api, as: try await api.token("taro@xyz-manufacture.example"))
        let felipe = try await api.token("felipe@br.logica.example")
        _ = try await api.post(Self.start, Self.request, as: felipe)
        let anna = try await api.token("anna@kestrel.example")
        let unknown = try await api.get("/accounts/nobody.example", as: anna)
        #expect(unknown.status == 404)
        #expect(unknown.problem == "not-found")
        for name in ["xyz-manufacture.example", id, "br.logica.example", "%E7%8E%84%E9%96%A2", "%zz", "a%00b"] {
            let reply = try await api.get("/accounts/\(name)", as: anna)
            #expect(reply.status == 404, "\(name)")
            #expect(reply.bytes == unknown.bytes, "\(name)")
            #expect(reply.headers == unknown.headers, "\(name)")
        }
    }
}
