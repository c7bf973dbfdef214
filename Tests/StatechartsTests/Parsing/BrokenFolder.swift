import Foundation
import Statecharts
import Testing

/// A folder of `Broken`: a workflow of the folder's name, what stands beside it, and the report on all of it.
struct BrokenFolder: Sendable, CustomTestStringConvertible {
    let name: String
    /// Paths and texts.
    let files: [String: String]
    /// What the author reads, a line for each fault.
    let report: String

    var testDescription: String { name }

    static let repository = {
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder
    }()

    static let all: [BrokenFolder] = {
        let root = repository.appending(path: "Tests/StatechartsTests/Broken")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.sorted().map { name in
            let files = (try? root.appending(path: name).files { _ in true }) ?? [:]
            return BrokenFolder(
                name: name, files: files.filter { $0.key != "report.txt" }, report: files["report.txt"] ?? "")
        }
    }()

    /// All that is wrong in the folder, in order of place.
    func faults() throws -> [Diagnostic] {
        var faults: [Diagnostic] = []
        func taking<T>(_ body: () throws(DefinitionError) -> T) -> T? {
            do throws(DefinitionError) {
                return try body()
            } catch {
                faults += error.diagnostics
                return nil
            }
        }
        var surroundings = Self.program
        let texts = files.filter { $0.key.hasPrefix("texts/") }
        if !texts.isEmpty {
            surroundings.texts = taking { () throws(DefinitionError) in
                try TextCatalog(files: texts).inventory(of: name)
            }
        }
        let topics = files["topics.yaml"].flatMap { text in
            taking { () throws(DefinitionError) in try Topic.parse(text, file: "topics.yaml") }
        }
        let workflows = files.filter { !$0.key.contains("/") && $0.key != "topics.yaml" }.sorted { $0.key < $1.key }
            .map { (path: $0.key, text: $0.value) }
        surroundings.takeOthers(from: Surroundings(between: workflows, topics: topics ?? [:]))
        for file in workflows {
            let parsed = taking { () throws(DefinitionError) in
                try Definition.parse(file.text, file: file.path, surroundings: surroundings)
            }
            faults += parsed?.warnings ?? []
        }
        return faults.sorted()
    }

    /// A program that has two facts, two actions, two staff groups and a page.
    private static let program: Surroundings = {
        var program = Surroundings()
        program.facts = [
            "isPublicEmail": FactSignature(arguments: [.email], result: .boolean),
            "seatsLeft": FactSignature(arguments: [.account], result: .integer(min: 0, max: 100)),
        ]
        let account = Field(name: "account", type: .account)
        let label = Field(name: "label", type: .text(TextBounds(max: 100)))
        program.actions = [
            "reserve": ActionSignature(inputs: [label], results: [account], refusals: ["taken"]),
            "release": ActionSignature(inputs: [account]),
        ]
        program.staffGroups = ["front-desk", "operations"]
        program.pages = ["next-steps"]
        program.isProved = true
        return program
    }()
}

extension URL {
    /// Texts of a folder's files by path.
    func files(where isWanted: (String) -> Bool) throws -> [String: String] {
        var files: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) where isWanted(name) {
            var isFolder: ObjCBool = false
            let file = appending(path: name)
            guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue
            else { continue }
            files[name] = try String(contentsOf: file, encoding: .utf8)
        }
        return files
    }
}
