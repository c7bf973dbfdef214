import Delivery
import Engine
import Onboarding
import Statecharts

/// Workflows that were held against each other, their texts, and what the program can do.
struct WorkflowCheck {
    /// Those without errors.
    var definitions: [Definition] = []
    /// What is published and heard between them.
    var topics: [String: Topic] = [:]
    /// All faults and warnings, in order of file and place.
    var diagnostics: [Diagnostic] = []
    /// Absent if a text file is at fault.
    var texts: TextCatalog?
    /// Absent if a template is at fault.
    var renderer: MailRenderer?

    var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    /// - Parameter isProved: whether the checks beyond a start are made too, those of waits and people.
    init(_ files: WorkflowFiles, vendor: VendorSettings, isProved: Bool = false) {
        readTexts(files.texts, vendor: vendor)
        readTopics(files.topics)
        let others = Surroundings(between: files.definitions, topics: topics)
        for file in files.definitions {
            var surroundings = Surroundings.product
            surroundings.takeOthers(from: others)
            surroundings.isProved = isProved
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

    private mutating func readTopics(_ file: (path: String, text: String)?) {
        guard let file else { return }
        do throws(DefinitionError) {
            topics = try Topic.parse(file.text, file: file.path)
        } catch {
            diagnostics += error.diagnostics
        }
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
        surroundings.pages = ["next-steps", "start/account-request"]
        return surroundings
    }
}
