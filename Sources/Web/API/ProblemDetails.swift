import HTTPTypes
import Hummingbird
import Statecharts

/// An answer by RFC 9457: what happened, what is true now, what to do next, in the caller's language.
struct ProblemDetails {
    /// One member of the body at fault.
    struct Fault {
        /// JSON Pointer into the body.
        var pointer: String
        /// Stable name of the error.
        var code: String
        /// The same for people.
        var detail: String
        /// What may be started instead.
        var offer: OfferedStart?
    }

    /// Stable; `type` is `/problems/` and this.
    var code: String
    var status: Int
    /// What kind of problem this is.
    var title: String
    /// What this one is, and what to do.
    var detail: String
    /// Members at fault.
    var errors: [Fault] = []
    /// Further members of the body.
    var members: [(name: String, value: JSON)] = []
    /// Further headers.
    var headers = HTTPFields()

    /// The problem as it leaves.
    func response(in language: Language) -> Response {
        var body: [(name: String, value: JSON)] = [
            ("type", .string("/problems/\(code)")), ("title", .string(title)),
            ("status", .integer(Int64(status))), ("detail", .string(detail)),
        ]
        if !errors.isEmpty { body.append(("errors", .array(errors.map(\.json)))) }
        return Response.json(
            .object(body + members), status: HTTPResponse.Status(code: status), type: "application/problem+json",
            headers: headers, in: language)
    }
}

extension ProblemDetails.Fault {
    /// One of `errors`.
    var json: JSON {
        var members: [(name: String, value: JSON)] = [
            ("pointer", .string(pointer)), ("code", .string(code)), ("detail", .string(detail)),
        ]
        if let offer { members.append(("offer", offer.json)) }
        return .object(members)
    }
}

extension OfferedStart {
    /// As `POST /api/v1/workflows/…/instances` takes it.
    fileprivate var json: JSON {
        let data = self.data.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSON.string($0.value)) }
        return JSON(members: ["workflow": .string(workflow), "event": .string(event), "data": .object(data)])
    }
}
