import Statecharts
import Testing

@testable import Web

@Suite struct `The templates` {
    @Test func `S24 none writes anything unescaped`() throws {
        for (name, source) in try PageTemplates().sources {
            #expect(!source.contains("{{{") && !source.contains("{{&"), "\(name)")
            #expect(
                !source.contains("<script") && !source.contains(" style=\"") && !source.contains(" onclick"), "\(name)")
        }
    }

    @Test(arguments: Language.allCases) func `every word that a template asks for exists`(language: Language)
        async throws
    {
        let world = try await WebWorld()
        let tree = Words(world.texts, in: language).tree
        for (name, source) in world.templates.sources {
            for match in source.matches(of: /\{\{[#^\/]?t\.([A-Za-z.]+)\}\}/) {
                let place = match.1.split(separator: ".").reduce(Optional(tree)) { $0?[String($1)] }
                guard case .text? = place else {
                    Issue.record("\(name) asks for '\(match.1)', which \(language) does not have")
                    continue
                }
            }
        }
    }

    @Test func `every part that a template includes exists`() throws {
        let sources = try PageTemplates().sources
        for (name, source) in sources {
            for match in source.matches(of: /\{\{[><]\s*([a-z-]+)\s*\}\}/) {
                #expect(sources[String(match.1)] != nil, "\(name) includes '\(match.1)'")
            }
        }
    }
}
