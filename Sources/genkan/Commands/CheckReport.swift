import Delivery
import Foundation
import Statecharts

/// What `genkan check` found.
struct CheckReport {
    /// A check that a state is excused from.
    struct Waiver {
        var workflow: String
        var state: String
        var code: String
        var reason: String

        var text: String { "\(workflow): \(state): waived[\(code)]: \(reason)" }
    }

    private(set) var diagnostics: [Diagnostic] = []
    private(set) var waivers: [Waiver] = []
    private(set) var fileCount = 0

    var errorCount: Int { diagnostics.count { $0.severity == .error } }

    /// Checks files and folders; a file is held against the texts of its folder.
    init(paths: [String]) throws {
        if paths.isEmpty { add(try WorkflowFiles.read(folder: nil), only: nil) }
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw Failure("Error: there is no file or folder \(path); name one, such as Workflows")
            }
            if isFolder.boolValue {
                add(try WorkflowFiles.read(folder: path), only: nil)
            } else {
                let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) : "."
                add(try WorkflowFiles.read(folder: folder), only: path.contains("/") ? path : "./\(path)")
            }
        }
        diagnostics.sort()
    }

    private mutating func add(_ files: WorkflowFiles, only path: String?) {
        let vendor = VendorSettings(
            name: "Genkan", supportAddress: "support@vendor.example", publicURL: "http://127.0.0.1:8080",
            fromAddress: "support@vendor.example")
        let check = WorkflowCheck(files, vendor: vendor, isProved: true)
        fileCount += path == nil ? files.definitions.count : 1
        diagnostics += check.diagnostics.filter { path == nil || $0.file == path }
        for definition in check.definitions where path == nil || path?.hasSuffix("/\(definition.workflow).yaml") == true
        {
            for state in definition.states {
                waivers += state.waive.sorted { $0.key < $1.key }.map {
                    Waiver(workflow: definition.workflow, state: state.name, code: $0.key, reason: $0.value)
                }
            }
        }
    }

    /// `{"diagnostics": […], "files": n, "waivers": […]}`.
    var json: JSON {
        .object([
            ("diagnostics", .array(diagnostics.map(\.json))), ("files", .integer(Int64(fileCount))),
            (
                "waivers",
                .array(
                    waivers.map {
                        .object([
                            ("workflow", .string($0.workflow)), ("state", .string($0.state)),
                            ("code", .string($0.code)),
                            ("reason", .string($0.reason)),
                        ])
                    })
            ),
        ])
    }
}

extension Diagnostic {
    fileprivate var json: JSON {
        .object([
            ("file", .string(file)), ("line", .integer(Int64(line))), ("column", .integer(Int64(column))),
            ("severity", .string(severity.rawValue)), ("code", .string(code)), ("message", .string(message)),
            ("suggestion", suggestion.map(JSON.string) ?? .null),
        ])
    }
}
