import Foundation
import Statecharts
import Testing

@Suite struct `Shipped workflows` {
    @Test(arguments: ["account-request", "agreement"])
    func `the shipped workflows load without a fault`(name: String) throws {
        do {
            let (definition, warnings) = try Definition.parse(try workflowText(name), file: "Workflows/\(name).yaml")
            #expect(definition.workflow == name)
            #expect(definition.contentHash.count == 32)
            #expect(warnings.map(\.description) == [])
        } catch let error as DefinitionError {
            Issue.record("\(error.diagnostics.map(\.description).joined(separator: "\n"))")
        }
    }
}

/// The text of a file of `Workflows`.
func workflowText(_ name: String) throws -> String {
    var folder = URL(filePath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return try String(contentsOf: folder.appending(path: "Workflows/\(name).yaml"), encoding: .utf8)
}
