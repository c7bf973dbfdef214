import Mustache
import Storage
import Templates

/// The templates and the style sheet that are baked into the binary.
public struct PageTemplates: Sendable {
    private let library: MustacheLibrary
    /// The one style sheet.
    let styleSheet: [UInt8]
    /// Sources by name, for the tests that walk them.
    let sources: [String: String]

    /// Reads the baked files.
    ///
    /// - Throws: the template engine's error at the first template that it cannot read.
    public init() throws {
        try self.init(files: Dictionary(uniqueKeysWithValues: AssetTable.web.map { ($0.path, $0.bytes) }))
    }

    /// Reads files by path: `Sources/Web/Templates/NAME.mustache` and `Sources/Web/Assets/genkan.css`.
    init(files: [String: [UInt8]]) throws {
        var templates: [String: MustacheTemplate] = [:]
        var sources: [String: String] = [:]
        for (path, bytes) in files where path.hasSuffix(".mustache") {
            let name = String(path.split(separator: "/").last?.dropLast(".mustache".count) ?? "")
            let source = String(decoding: bytes, as: UTF8.self)
            templates[name] = try MustacheTemplate(escapedHTML: source)
            sources[name] = source
        }
        library = MustacheLibrary(templates: templates)
        self.sources = sources
        styleSheet = files.first { $0.key.hasSuffix("/genkan.css") }?.value ?? []
    }

    /// The page as HTML; absent for a name that is no template.
    func render(_ name: String, _ values: PageValue) -> String? { library.render(values.raw, withTemplate: name) }
}
