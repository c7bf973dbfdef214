public import Engine
public import Statecharts
public import Storage

/// Workflow files that were read beside each other, with their topics.
public struct WorkflowSet: Sendable {
    /// In order of the files' names.
    public let definitions: [Definition]
    /// Of `topics.yaml`, if there is one.
    public let topics: [String: Topic]

    /// Reads all `.yaml` files outside of `texts/`.
    /// - Parameter files: texts by path.
    public init(_ files: [String: String]) throws {
        let sorted = files.sorted { $0.key < $1.key }
            .filter { $0.key.hasSuffix(".yaml") && !$0.key.contains("texts/") }
        let topics = sorted.first { $0.key.hasSuffix("topics.yaml") }
        self.topics = try topics.map { try Topic.parse($0.value, file: $0.key) } ?? [:]
        let workflows = sorted.filter { $0.key != topics?.key }.map { (path: $0.key, text: $0.value) }
        let others = Surroundings(between: workflows, topics: self.topics)
        definitions = try workflows.map {
            try Definition.parse($0.text, file: $0.path, surroundings: others).definition
        }
    }

    /// Takes them into a store.
    public func load(into database: any Database, now: Timestamp) async throws -> Catalog {
        try await Catalog.load(definitions, areReadTogether: true, topics: topics, into: database, now: now)
    }
}
