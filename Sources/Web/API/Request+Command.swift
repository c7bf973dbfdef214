import Engine
import HTTPTypes
import Hummingbird
import Statecharts

extension Request {
    /// The revision that `If-Match` asks for; absent without the header and for `*`, which any visible instance holds.
    ///
    /// An entity tag that is none of ours, or a weak one, matches nothing (RFC 9110, 13.1.1): it gives a revision that
    /// no instance has.
    func wantedRevision() throws(APIFault) -> Int64? {
        let malformed = APIFault.invalidHeader(name: "If-Match", hint: "ifMatch")
        let values = headers[values: .ifMatch]
        guard values.count < 2 else { throw malformed }
        guard let value = values.first?.trimmingSpaces, value != "*" else { return nil }
        let isWeak = value.hasPrefix("W/")
        let tag = isWeak ? value.dropFirst(2) : value[...]
        let inner = tag.dropFirst().dropLast()
        guard tag.utf8.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\""), !inner.contains("\"") else {
            throw malformed
        }
        guard !isWeak, let revision = Int64(inner), revision > 0, "\(revision)" == inner else { return -1 }
        return revision
    }

    /// The client's `Idempotency-Key`; absent without the header.
    func idempotencyKey() throws(APIFault) -> String? {
        let values = headers[values: HeaderNames.idempotencyKey]
        guard let value = values.first else { return nil }
        let isPrintable = value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard values.count == 1, (1...255).contains(value.utf8.count), isPrintable else {
            throw .invalidHeader(name: "Idempotency-Key", hint: "idempotencyKey")
        }
        return value
    }

    /// Reads the body: JSON, at most 64 KiB, an object with `data` and `event` and nothing else.
    func commandBody() async throws -> CommandBody {
        try CommandBody(JSON(body: await collectedJSON()))
    }

    private func collectedJSON() async throws(APIFault) -> [UInt8] {
        guard isJSON else { throw .unsupportedMediaType }
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > Limits.bodyBytes { throw .tooLarge }
        do {
            return Array(try await body.collect(upTo: Limits.bodyBytes).readableBytesView)
        } catch {
            throw .tooLarge
        }
    }

    private var isJSON: Bool {
        // as nearly all programs write it
        if headers[.contentType] == "application/json", headers[.contentEncoding] == nil { return true }
        let encoding = headers[.contentEncoding]?.lowercased() ?? "identity"
        let parts = (headers[.contentType] ?? "").lowercased().split(separator: ";").map(\.trimmingSpaces)
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }?.dropFirst(8)
        let isUTF8 = charset.map { ["utf-8", "\"utf-8\""].contains(String($0)) } ?? true
        return parts.first == "application/json" && isUTF8 && encoding == "identity"
    }
}

extension JSON {
    fileprivate init(body bytes: [UInt8]) throws(APIFault) {
        do { self = try JSON(parsing: bytes) } catch { throw .malformedJSON(error) }
    }
}

/// The body of a start or an event.
struct CommandBody {
    /// Longest name of an event, in characters; no definition has a longer one.
    static let eventLength = 100

    /// The form's fields; an object.
    let data: JSON
    /// The event; absent where the body names none.
    let event: String?

    /// - Throws: every member at fault.
    init(_ json: JSON) throws(APIFault) {
        guard let members = json.objectValue else {
            throw .body([APIFault.BodyFault(pointer: "", error: .wrongKind)])
        }
        var faults: [APIFault.BodyFault] = []
        var data = JSON.object([])
        var event: String?
        for (name, value) in members where !value.isNull || !["data", "event"].contains(name) {
            switch (name, value) {
            case ("data", .object): data = value
            case ("event", .string(let text)):
                event = text
                if let fault = Self.fault(ofEvent: text) { faults.append(fault) }
            case ("data", _), ("event", _):
                faults.append(APIFault.BodyFault(pointer: "/\(name)", error: .wrongKind))
            default:
                let shown = String(name.unicodeScalars.prefix(100).map(Character.init))
                faults.append(APIFault.BodyFault(pointer: JSONPointer.text([shown]), error: .unknownField))
            }
        }
        guard faults.isEmpty else { throw .body(faults) }
        self.data = data
        self.event = event
    }

    private static func fault(ofEvent text: String) -> APIFault.BodyFault? {
        let length = text.unicodeScalars.count
        if length == 0 { return APIFault.BodyFault(pointer: "/event", error: .required) }
        if length > eventLength {
            let numbers = ["max": "\(eventLength)", "length": "\(length)"]
            return APIFault.BodyFault(pointer: "/event", error: .tooLong, values: numbers)
        }
        let hasControls = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return hasControls ? APIFault.BodyFault(pointer: "/event", error: .controlCharacter) : nil
    }
}
