import Delivery
import Engine
import Onboarding
import Statecharts

/// Workflows that were held against each other, their texts, and what the program can do.
struct WorkflowCheck {
    /// Those without errors.
    var definitions: [Definition] = []
    /// All faults and warnings, in order of file and place.
    var diagnostics: [Diagnostic] = []
    /// Absent if a text file is at fault.
    var texts: TextCatalog?
    /// Absent if a template is at fault.
    var renderer: MailRenderer?

    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    init(_ files: WorkflowFiles, vendor: VendorSettings) {
        readTexts(files.texts, vendor: vendor)
        let starts = Self.systemStarts(files)
        for file in files.definitions {
            var surroundings = Surroundings.product
            surroundings.systemStarts = starts
            surroundings.texts = texts?.inventory(of: Self.name(of: file.path))
            do throws(DefinitionError) {
                let parsed = try Definition.parse(file.text, file: file.path, surroundings: surroundings)
                definitions.append(parsed.definition)
                diagnostics += parsed.warnings
            } catch {
                diagnostics += error.diagnostics
            }
        }
        diagnostics.sort()
    }

    private mutating func readTexts(_ files: [String: String], vendor: VendorSettings) {
        do throws(DefinitionError) {
            let catalog = try TextCatalog(files: files)
            texts = catalog
            renderer = try MailRenderer(catalog: catalog, vendor: vendor)
        } catch {
            diagnostics += error.diagnostics
        }
    }

    /// Events by which instances start instances, of the files that can be read at all.
    private static func systemStarts(_ files: WorkflowFiles) -> [String: [String: [Field]]] {
        var starts: [String: [String: [Field]]] = [:]
        for file in files.definitions {
            guard let (definition, _) = try? Definition.parse(file.text, file: file.path) else { continue }
            for event in definition.start {
                guard case .system = event.by else { continue }
                starts[definition.workflow, default: [:]][event.name] = event.form?.items.map(\.field) ?? []
            }
        }
        return starts
    }

    private static func name(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.hasSuffix(".yaml") ? String(file.dropLast(".yaml".count)) : file
    }
}

extension Surroundings {
    /// What this program knows: facts, actions, staff groups, pages.
    static var product: Surroundings {
        let registry = OnboardingRegistry()
        var surroundings = Surroundings()
        surroundings.facts = registry.facts.signatures
        surroundings.actions = registry.actions.signatures
        surroundings.staffGroups = Directory.onboarding.staffGroups
        surroundings.pages = ["next-steps"]
        return surroundings
    }
}
