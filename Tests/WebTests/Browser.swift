import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import Web

/// What a server answered.
struct Answered: Sendable {
    var status: Int
    var headers: HTTPFields
    var body: String

    /// Where it leads on.
    var location: String? { headers[.location] }
    /// All cookies that it sets.
    var cookies: [String] { headers[values: .setCookie] }
    /// The text between the tags, blanks joined.
    var text: String {
        let plain = body.replacing(/<style.*?<\/style>/, with: "").replacing(/<[^>]*>/, with: " ")
        return plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
    /// The page's first heading.
    var heading: String? {
        body.firstMatch(of: /<h1[^>]*>([^<]*)<\/h1>/).map { String($0.1).trimmingCharacters(in: .whitespaces) }
    }
    /// Every form of the page.
    var forms: [HTMLForm] { HTMLForm.all(in: body) }
}

/// A form of a page with what stands in it.
struct HTMLForm: Sendable {
    var action: String
    var fields: [(name: String, value: String)]

    static func all(in html: String) -> [HTMLForm] {
        html.matches(of: /(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/).map { match in
            var fields: [(name: String, value: String)] = []
            for tag in String(match.2).matches(of: /(?s)<(input|textarea|select)\b([^>]*)>(.*?)(?=<|$)/) {
                let attributes = String(tag.2)
                guard let name = attribute("name", attributes) else { continue }
                let kind = attribute("type", attributes) ?? String(tag.1)
                if ["checkbox", "radio"].contains(kind), !attributes.contains("checked") { continue }
                // The line end that follows the tag is no part of the text.
                let area = tag.3.first == "\n" ? tag.3.dropFirst() : tag.3
                let value = tag.1 == "textarea" ? String(area) : attribute("value", attributes) ?? ""
                fields.append((name, unescaped(value)))
            }
            return HTMLForm(action: unescaped(String(match.1)), fields: fields)
        }
    }

    private static func attribute(_ name: String, _ text: String) -> String? {
        text.matches(of: /([a-z-]+)="([^"]*)"/).first { $0.1 == name }.map { String($0.2) }
    }

    static func unescaped(_ text: String) -> String {
        text.replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}

/// A browser without scripts: keeps cookies, sends forms as pages draw them, follows nothing by itself.
final class Browser: Sendable {
    private let world: WebWorld
    private let jar = Mutex<[String: String]>([:])
    /// Extra headers of every request.
    let headers: HTTPFields

    init(_ world: WebWorld, language: String = "en", headers: HTTPFields = [:]) {
        self.world = world
        var headers = headers
        headers[.acceptLanguage] = language
        self.headers = headers
    }

    /// The cookies by name.
    var cookies: [String: String] {
        get { jar.withLock { $0 } }
        set { jar.withLock { $0 = newValue } }
    }

    @discardableResult
    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answered {
        try await send(.get, path, "", headers)
    }

    /// Follows up to five redirects.
    func open(_ path: String) async throws -> Answered {
        var answer = try await get(path)
        for _ in 0..<5 {
            guard let location = answer.location else { return answer }
            answer = try await get(location)
        }
        return answer
    }

    /// Sends a form as it stands, with these fields typed over; headers as a browser sends them from our own page.
    @discardableResult
    func press(
        _ form: HTMLForm, _ typed: [String: String] = [:], headers: HTTPFields? = nil
    ) async throws -> Answered {
        var fields = form.fields.filter { typed[$0.name] == nil }
        fields += typed.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return try await post(form.action, fields, headers: headers)
    }

    @discardableResult
    func post(
        _ path: String, _ fields: [(name: String, value: String)], headers: HTTPFields? = nil
    ) async throws -> Answered {
        let body = fields.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
        var sent = headers ?? [HeaderNames.fetchSite: "same-origin", .origin: "http://127.0.0.1:8080"]
        if sent[.contentType] == nil { sent[.contentType] = "application/x-www-form-urlencoded" }
        return try await send(.post, path, body, sent)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String, _ extra: HTTPFields,
        authority: String = "127.0.0.1:8080"
    ) async throws -> Answered {
        var fields = headers
        for field in extra { fields[field.name] = field.value }
        let cookies = cookies.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "; ")
        if !cookies.isEmpty { fields[.cookie] = cookies }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: authority, path: path, headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body)))
        let source = ApplicationRequestContextSource(channel: NIOAsyncTestingChannel(), logger: world.logger)
        let response = try await world.responder.respond(to: request, context: AppContext(source: source))
        let collected = CollectedBody()
        try await response.body.write(collected.writer)
        keep(response.headers[values: .setCookie])
        return Answered(status: response.status.code, headers: response.headers, body: collected.text)
    }

    private func keep(_ lines: [String]) {
        jar.withLock { jar in
            for line in lines {
                let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
                guard let name = pair.first else { continue }
                if line.contains("Max-Age=0") { jar[name] = nil } else { jar[name] = pair.count > 1 ? pair[1] : "" }
            }
        }
    }
}

/// Takes what a response writes.
private final class CollectedBody: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    var writer: any ResponseBodyWriter { Writer(body: self) }

    private struct Writer: ResponseBodyWriter {
        let body: CollectedBody

        mutating func write(_ buffer: ByteBuffer) async throws {
            body.bytes.withLock { $0 += Array(buffer.readableBytesView) }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
