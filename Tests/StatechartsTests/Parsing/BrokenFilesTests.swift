import Foundation
import Statecharts
import Testing

/// Definitions at fault with the whole report that their author reads (U-33): a folder for each in `Broken`.
///
/// A folder is what `genkan check FOLDER` takes, with `report.txt` beside it. To add one, make the folder, run, and read
/// the report before taking it over.
@Suite struct `U33 broken definitions` {
    @Test(arguments: BrokenFolder.all)
    func `U33 every fault of a file is told at once, with its place, its reason and a way out`(
        folder: BrokenFolder
    ) throws {
        #expect(try folder.faults().map { "\($0)\n" }.joined() == folder.report)
    }

    @Test func `U33 there are at least 80, and every code that a file can meet has one`() throws {
        let all = BrokenFolder.all
        #expect(all.count >= 80)
        let told = Set(try all.flatMap { try $0.faults().map(\.code) })
        let folder = BrokenFolder.repository.appending(path: "Sources/Statecharts")
        let sources = try folder.files { $0.hasSuffix(".swift") }
        var codes: Set<String> = []
        for text in sources.values {
            for match in text.matches(of: #/"([EW][0-9]{3})"/#) { codes.insert(String(match.1)) }
        }
        #expect(codes.count >= 54)
        #expect(codes.subtracting(told).sorted() == [], "codes without a file in Tests/StatechartsTests/Broken")
    }

    /// An oracle of its own for the places: what is unknown stands where the report points.
    @Test(arguments: BrokenFolder.all)
    func `U33 an unknown name stands where the report points, and a better or all others are named`(
        folder: BrokenFolder
    ) throws {
        for fault in try folder.faults() {
            guard let match = fault.message.firstMatch(of: #/^unknown [a-z ]+ '([^']+)'/#) else { continue }
            let lines = try #require(folder.files[fault.file]).split(separator: "\n", omittingEmptySubsequences: false)
            let rest = lines[fault.line - 1].unicodeScalars.dropFirst(fault.column - 1)
            #expect(String(rest.drop { $0 == "'" }).hasPrefix(match.1), "\(fault)")
            #expect(fault.suggestion != nil || fault.message.contains("; there "), "\(fault)")
        }
    }

    @Test func `U11 U16 the shipped definitions leave nobody waiting, stuck or without an answer`() throws {
        let shipped = try BrokenFolder.repository.appending(path: "Workflows").files {
            $0.hasSuffix(".yaml") && !$0.contains("/")
        }
        #expect(shipped.count >= 4)
        let topics = try Topic.parse(try #require(shipped["topics.yaml"]), file: "topics.yaml")
        let workflows = shipped.filter { $0.key != "topics.yaml" }.map { (path: $0.key, text: $0.value) }
        var surroundings = Surroundings(between: workflows, topics: topics)
        surroundings.isProved = true
        for file in workflows {
            do throws(DefinitionError) {
                _ = try Definition.parse(file.text, file: file.path, surroundings: surroundings)
            } catch {
                Issue.record("\(error.diagnostics.map(\.description).joined(separator: "\n"))")
            }
        }
    }
}

/// U-11: what the shipped definitions are excused from; whoever adds to the list has read the reasons.
@Suite struct `U11 U16 what is waived` {
    @Test func `U11 U16 the shipped definitions are excused from these checks only`() throws {
        let files = try BrokenFolder.repository.appending(path: "Workflows").files {
            $0.hasSuffix(".yaml") && !$0.contains("/") && $0 != "topics.yaml"
        }
        let topics = try String(
            contentsOf: BrokenFolder.repository.appending(path: "Workflows/topics.yaml"), encoding: .utf8)
        let workflows = files.map { (path: $0.key, text: $0.value) }
        let others = Surroundings(between: workflows, topics: try Topic.parse(topics, file: "topics.yaml"))
        var waived: [String] = []
        for file in workflows {
            let definition = try Definition.parse(file.text, file: file.path, surroundings: others).definition
            for state in definition.states {
                waived += state.waive.map { "\(definition.workflow) \(state.name) \($0.key): \($0.value)\n" }
            }
        }
        let golden = try String(
            contentsOf: BrokenFolder.repository.appending(path: "Tests/StatechartsTests/waived.txt"), encoding: .utf8)
        #expect(waived.sorted().joined() == golden)
    }
}
