import HTTPTypes
import Statecharts
import Synchronization

/// What `/openapi.json` tells of answers, held against those that every test of the API gets.
final class ToldAnswers: Sendable {
    private struct Operation {
        let method: String
        let path: [String]
        let responses: JSON
    }

    private let operations = Mutex<[Operation]>([])

    func read(_ document: JSON) {
        let all = (document["paths"]?.objectValue ?? []).flatMap { path in
            (path.value.objectValue ?? []).map { operation in
                Operation(
                    method: operation.name.uppercased(), path: Self.segments("/api/v1\(path.name)"),
                    responses: operation.value["responses"] ?? .null)
            }
        }
        operations.withLock { $0 = all }
    }

    /// What is not told: the answer's status, or the type of its problem.
    func fault(of reply: APIReply, to method: HTTPRequest.Method, _ path: String) -> String? {
        let segments = Self.segments(String(path.prefix { $0 != "?" }))
        let operation = operations.withLock { operations in
            operations.first { $0.method == method.rawValue && Self.fits(segments, $0.path) }
        }
        guard let operation else { return nil }
        guard let response = operation.responses["\(reply.status)"] else { return "\(reply.status) is not told" }
        guard reply.status >= 400 else { return nil }
        let schema = response["content"]?["application/problem+json"]?["schema"]
        let types = schema?["allOf"]?[1]?["properties"]?["type"]?["enum"]?.arrayValue ?? []
        guard let type = reply.json["type"], types.contains(type) else { return "\(reply.text) is not told" }
        return nil
    }

    private static func segments(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

    private static func fits(_ segments: [String], _ path: [String]) -> Bool {
        segments.count == path.count && zip(segments, path).allSatisfy { $1.hasPrefix("{") || $0 == $1 }
    }
}
