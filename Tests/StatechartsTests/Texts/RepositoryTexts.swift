import Foundation
import Statecharts

/// The workflow files and texts of the repository, read from the disk.
enum RepositoryTexts {
    static let workflows = ["account-request", "agreement"]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Workflows")

    /// Contents by path, as the program's own table has them.
    static func files() throws -> [String: String] {
        var files: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let file = folder.appending(path: path)
            guard !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { continue }
            guard (try file.resourceValues(forKeys: [.isRegularFileKey])).isRegularFile == true else { continue }
            files["Workflows/\(path)"] = try String(contentsOf: file, encoding: .utf8)
        }
        return files
    }

    /// Every workflow that is there.
    static func allWorkflows() throws -> [String] {
        try files().keys.compactMap { path in
            path.wholeMatch(of: #/Workflows/([a-z-]+)\.yaml/#).map { String($0.1) }
        }.filter { $0 != "topics" }.sorted()
    }

    static func catalog() throws -> TextCatalog { try TextCatalog(files: files()) }

    /// The definition, held against the texts.
    static func parse(_ workflow: String) throws -> (definition: Definition, warnings: [Diagnostic]) {
        let path = "Workflows/\(workflow).yaml"
        var surroundings = Surroundings()
        surroundings.topics = try Topic.parse(files()["Workflows/topics.yaml"] ?? "", file: "Workflows/topics.yaml")
        surroundings.texts = try catalog().inventory(of: workflow)
        return try Definition.parse(files()[path] ?? "", file: path, surroundings: surroundings)
    }
}
