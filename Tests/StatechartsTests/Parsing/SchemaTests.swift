import Foundation
import Testing

@testable import Statecharts

@Suite struct `The schema for editors` {
    private let schema: SchemaCheck

    init() throws {
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let text = try String(contentsOf: folder.appending(path: "Workflows/workflow.schema.json"), encoding: .utf8)
        schema = SchemaCheck(root: try JSON(parsing: text))
    }

    private func accepts(_ text: String) -> Bool? {
        var reader = YAMLReader()
        let value = reader.read(text)
        return reader.findings.isEmpty ? value.map { schema.accepts($0) } : nil
    }

    @Test func `it takes the shipped workflows and the tiny one`() throws {
        #expect(accepts(TinyWorkflow.text) == true)
        #expect(accepts(LanguageWorkflow.text) == true)
        for name in ["account-request", "agreement", "identifier-watch"] {
            #expect(accepts(try workflowText(name)) == true)
        }
        #expect(accepts(ExchangeFixture.visitor) == true)
        let helper = "helper: { of: [staff('helpers')], except: [asker] }"
        #expect(accepts(TinyWorkflow.with("helper: staff('helpers')", helper)) == true)
        #expect(accepts(TinyWorkflow.with("helper: staff('helpers')", "helper: { except: [asker] }")) == false)
    }

    @Test(
        arguments: (BrokenWorkflow.ofText + BrokenWorkflow.ofPages + BrokenWorkflow.ofInvariants).filter {
            $0.faults.contains { $0.contains(" E005") }
        })
    func `it refuses every key that the loader refuses`(broken: BrokenWorkflow) {
        // Bounds that a type does not have are keys that another type has.
        guard !broken.new.contains("type: mood, max") else { return }
        #expect(accepts(TinyWorkflow.with(broken.old, broken.new)) == false)
    }

    @Test(
        arguments: BrokenWorkflow.ofNames + BrokenWorkflow.ofExpressions + BrokenWorkflow.ofStructure
            + BrokenWorkflow.ofMaps + BrokenWorkflow.ofPages + BrokenWorkflow.ofInvariants)
    func `it leaves to the loader what is wrong in meaning`(broken: BrokenWorkflow) throws {
        let codes = broken.faults.compactMap { Int($0.split(separator: " ")[1].dropFirst()) }
        guard codes.allSatisfy({ $0 > 9 }) else { return }
        let isPattern = broken.new.contains("pattern: fone") || broken.new.contains("for: data")
        #expect(accepts(TinyWorkflow.with(broken.old, broken.new)) == !isPattern)
    }

    @Test func `it knows the same top-level keys as the loader`() {
        let keys = schema.root["properties"]?.objectValue?.map(\.name) ?? []
        #expect(Set(keys) == Set(DefinitionParser.topLevelKeys))
    }
}
