import Foundation
import Statecharts
import Storage

/// The contents of workflow files, texts and templates, by path.
struct WorkflowFiles {
    /// Definitions, in order of their names.
    var definitions: [(path: String, text: String)]
    /// Texts and templates.
    var texts: [String: String]
    /// What is published and heard between all of them.
    var topics: (path: String, text: String)?

    /// What is in the program, or what a folder has in its place.
    ///
    /// A folder of texts replaces the one of the same name in the program, but of `texts/common` single files only;
    /// without a `topics.yaml` the program's topics stay.
    static func read(folder: String?) throws -> WorkflowFiles {
        var baked: [String: String] = [:]
        for asset in AssetTable.workflows { baked[asset.path] = asset.text }
        guard let folder else {
            return WorkflowFiles(
                definitions: definitions(in: baked), texts: baked.filter { isText($0.key) }, topics: topics(in: baked))
        }
        let own = try files(in: folder)
        let found = WorkflowFiles(definitions: definitions(in: own), texts: own.filter { isText($0.key) })
        guard !found.definitions.isEmpty else {
            throw Failure(
                "Error: the folder \(folder) has no workflow file; put one there, such as \(folder)/NAME.yaml")
        }
        let replaced = Set(found.texts.keys.compactMap { place($0)?.folder }).subtracting(["common"])
        let ownPlaces = Set(found.texts.keys.compactMap { place($0).map { "\($0.folder)/\($0.name)" } })
        let kept = baked.filter { path, _ in
            guard let place = place(path) else { return false }
            return !replaced.contains(place.folder) && !ownPlaces.contains("\(place.folder)/\(place.name)")
        }
        return WorkflowFiles(
            definitions: found.definitions, texts: found.texts.merging(kept) { own, _ in own },
            topics: topics(in: own) ?? topics(in: baked))
    }

    /// What the files hear of each other; not what they take, so that one can be read that does not fit the others yet.
    func neighbours() throws(DefinitionError) -> Surroundings {
        var topics: [String: Topic] = [:]
        if let file = self.topics { topics = try Topic.parse(file.text, file: file.path) }
        var neighbours = Surroundings(between: definitions, topics: topics)
        (neighbours.systemStarts, neighbours.systemEvents) = (nil, nil)
        return neighbours
    }

    private static func definitions(in files: [String: String]) -> [(path: String, text: String)] {
        files.filter { $0.key.hasSuffix(".yaml") && !isText($0.key) && !isTopics($0.key) }
            .map { (path: $0.key, text: $0.value) }.sorted { $0.path < $1.path }
    }

    private static func topics(in files: [String: String]) -> (path: String, text: String)? {
        files.filter { isTopics($0.key) }.min { $0.key < $1.key }.map { (path: $0.key, text: $0.value) }
    }

    private static func isTopics(_ path: String) -> Bool { path.split(separator: "/").last == "topics.yaml" }

    private static func isText(_ path: String) -> Bool { place(path) != nil }

    /// Folder and name of a file below `texts`.
    private static func place(_ path: String) -> (folder: String, name: String)? {
        let parts = path.split(separator: "/").map(String.init)
        guard let texts = parts.lastIndex(of: "texts"), parts.count == texts + 3 else { return nil }
        return (parts[texts + 1], parts[texts + 2])
    }

    private static func files(in folder: String) throws -> [String: String] {
        guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: folder) else {
            throw Failure("Error: the folder \(folder) cannot be read; name a folder with workflow files")
        }
        var files: [String: String] = [:]
        for path in paths where path.hasSuffix(".yaml") || path.hasSuffix(".mustache") {
            guard let text = try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) else {
                throw Failure("Error: the file \(folder)/\(path) cannot be read as UTF-8; save it so, or remove it")
            }
            files["\(folder)/\(path)"] = text
        }
        return files
    }
}
