import Foundation
import Statecharts
import Testing

@Suite struct `Shipped workflows` {
    @Test(arguments: ["account-request", "agreement", "identifier-watch"])
    func `they load with their texts and templates, without a fault or a warning`(name: String) throws {
        var surroundings = Surroundings()
        surroundings.topics = try Topic.parse(try workflowText("topics"), file: "Workflows/topics.yaml")
        surroundings.texts = try shippedTexts().inventory(of: name)
        do {
            let file = "Workflows/\(name).yaml"
            let (definition, warnings) = try Definition.parse(
                try workflowText(name), file: file, surroundings: surroundings)
            #expect(definition.workflow == name)
            #expect(warnings.map(\.description) == [])
        } catch let error as DefinitionError {
            Issue.record("\(error.diagnostics.map(\.description).joined(separator: "\n"))")
        }
    }

    @Test func `the events of the account request act, and know the facts that they reach`() throws {
        var surroundings = Surroundings()
        surroundings.topics = try Topic.parse(try workflowText("topics"), file: "Workflows/topics.yaml")
        let request = try Definition.parse(
            try workflowText("account-request"), file: "account-request.yaml", surroundings: surroundings
        ).definition
        let submit = try #require(request.start.first)
        #expect(submit.isActing)
        #expect(Set(submit.facts).isSuperset(of: ["callerIsPublic", "identifierStatus", "agreementVersion"]))
        let resend = try #require(request.events(named: "resend").first)
        #expect(!resend.isActing)
        #expect(resend.facts == [])
        let activate = try #require(request.events(named: "activate").first)
        #expect(activate.isActing)
        #expect(activate.facts == ["agreementVersion"])
    }
}

private var repository: URL {
    var folder = URL(filePath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return folder
}

/// The text of a file of `Workflows`.
func workflowText(_ name: String) throws -> String {
    try String(contentsOf: repository.appending(path: "Workflows/\(name).yaml"), encoding: .utf8)
}

private func shippedTexts() throws -> TextCatalog {
    let folder = repository.appending(path: "Workflows/texts")
    let found = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var files: [String: String] = [:]
    for case let url as URL in found where !url.hasDirectoryPath {
        files[String(url.path.dropFirst(repository.path.count))] = try String(contentsOf: url, encoding: .utf8)
    }
    return try TextCatalog(files: files)
}
