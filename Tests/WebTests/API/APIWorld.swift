import Engine
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOEmbedded
import Onboarding
import Statecharts
import Storage
import Synchronization
import TestKit
import Testing
import Web

/// The whole server with its API over a store of its own, asked without a socket.
struct APIWorld: Sendable {
    let world: WebWorld
    let tokens: APITokens
    /// Every address that the server takes.
    let routes: [(method: HTTPRequest.Method, path: String)]
    private let responder: RouterResponder<AppContext>
    private let told: ToldAnswers

    init(_ store: TestStore = .sqlite, requestsPerCaller: Int = 128) async throws {
        world = try await WebWorld(store, extra: Errand.files)
        let random = SeededRandom(seed: 2)
        let security = SecurityLog(keys: try SealKeys(parsing: SealKeys.makeText { [UInt8](repeating: 7, count: $0) }))
        tokens = APITokens(database: world.database, security: security, random: random.bytes)
        let accounts = Accounts(database: world.database)
        let api = JSONAPI(
            engine: world.engine, tokens: tokens, accounts: accounts, texts: world.texts, time: world.time,
            random: random.bytes)
        var settings = WebSettings(
            publicURL: "http://127.0.0.1:8080", hasMailbox: false, vendorName: "Vendor",
            supportEmail: "support@vendor.example")
        settings.requestsPerCaller = requestsPerCaller
        // Nobody signs in here: a mail of a code would be a fault of the test.
        let signIn = SignIn(
            database: world.database, post: { _, _, address, _, _, _ in throw BadAnswer(text: address) },
            security: security, render: { throw BadAnswer(text: $0.template) }, random: random.bytes)
        let application = WebApplication(
            settings: settings, engine: world.engine, people: People(database: world.database),
            sessions: Sessions(database: world.database), signIn: signIn, accounts: accounts, texts: world.texts,
            templates: world.templates, key: ServerKey(random.bytes(32)), api: api.mount, logger: world.logger,
            time: world.time, random: random.bytes)
        let router = application.makeRouter()
        routes = router.routes.map { ($0.method, "\($0.path)") }
        responder = router.buildResponder()
        told = ToldAnswers()
        told.read(try await document())
    }

    /// `/openapi.json`.
    func document() async throws -> JSON { try await ask(.get, "/openapi.json").json }

    /// A new token of whoever has the address.
    func token(_ email: String) async throws -> String {
        guard let address = EmailAddress(email) else { throw BadAnswer(text: email) }
        return try await tokens.create(for: address, name: "test", now: world.time.now).text
    }

    /// Asks with a body in pieces.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, as token: String? = nil, stream body: RequestBody,
        headers: HTTPFields = [:]
    ) async throws -> APIReply {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "127.0.0.1:8080", path: path, headerFields: headers)
        let context = AppContext(
            source: ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: world.logger))
        let response = try await responder.respond(to: Request(head: head, body: body), context: context)
        let collected = Collected()
        try await response.body.write(CollectingWriter(into: collected))
        let reply = APIReply(status: response.status.code, headers: response.headers, bytes: collected.bytes)
        if let fault = told.fault(of: reply, to: method, path) { Issue.record("\(method) \(path): \(fault)") }
        return reply
    }

    /// Asks with a body as bytes; JSON unless the headers say otherwise.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, as token: String? = nil, bytes: [UInt8]? = nil,
        headers: HTTPFields = [:]
    ) async throws -> APIReply {
        var headers = headers
        if bytes != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await ask(
            method, path, as: token, stream: RequestBody(buffer: ByteBuffer(bytes: bytes ?? [])), headers: headers)
    }

    func get(_ path: String, as token: String?, headers: HTTPFields = [:]) async throws -> APIReply {
        try await ask(.get, "/api/v1\(path)", as: token, headers: headers)
    }

    func post(
        _ path: String, _ body: String, as token: String?, key: String? = nil, ifMatch: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> APIReply {
        var headers = headers
        if let key, let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
        if let ifMatch { headers[.ifMatch] = ifMatch }
        return try await ask(.post, "/api/v1\(path)", as: token, bytes: Array(body.utf8), headers: headers)
    }

    /// Starts an errand for the doer; the path of the instance.
    func errand(as token: String, doer: String = "doer@two.example") async throws -> String {
        let reply = try await post("/workflows/errand/instances", #"{"data": {"doer": "\#(doer)"}}"#, as: token)
        guard let location = reply.headers[.location], location.hasPrefix("/api/v1/") else {
            throw BadAnswer(text: reply.text)
        }
        return String(location.dropFirst("/api/v1".count))
    }
}

/// An answer as a program reads it.
struct APIReply: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var json: JSON { (try? JSON(parsing: bytes)) ?? .null }
    /// The stable part of a problem's type.
    var problem: String? {
        guard headers[.contentType] == "application/problem+json", json["status"]?.integerValue == Int64(status),
            let type = json["type"]?.stringValue, type.hasPrefix("/problems/"), json["title"]?.stringValue != nil,
            json["detail"]?.stringValue != nil
        else { return nil }
        return String(type.dropFirst("/problems/".count))
    }
    var pointers: [String] { (json["errors"]?.arrayValue ?? []).compactMap { $0["pointer"]?.stringValue } }
    var codes: [String] { (json["errors"]?.arrayValue ?? []).compactMap { $0["code"]?.stringValue } }
    var isReplay: Bool { HTTPField.Name("Idempotent-Replayed").map { headers[$0] } == "true" }
}

/// What a test did not expect where it only prepares.
struct BadAnswer: Error {
    let text: String
}

private final class Collected: Sendable {
    private let state = Mutex<[UInt8]>([])

    var bytes: [UInt8] { state.withLock { $0 } }

    func add(_ buffer: ByteBuffer) { state.withLock { $0 += buffer.readableBytesView } }
}

private struct CollectingWriter: ResponseBodyWriter {
    let collected: Collected

    init(into collected: Collected) { self.collected = collected }

    mutating func write(_ buffer: ByteBuffer) async throws { collected.add(buffer) }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
