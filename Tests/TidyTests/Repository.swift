import Foundation

/// The repository's files, as they are on the disk.
enum Repository {
    static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Paths below a folder, from the top.
    static func files(in folder: String, endingWith ending: String = "") throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(top)/\(folder)").sorted()
            .map { "\(folder)/\($0)" }
            .filter { path in
                var isFolder: ObjCBool = false
                let exists = FileManager.default.fileExists(atPath: "\(top)/\(path)", isDirectory: &isFolder)
                let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__pycache__" }
                return exists && !isFolder.boolValue && !isHidden && path.hasSuffix(ending)
            }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(top)/\(path)", encoding: .utf8)
    }

    static func lines(_ path: String) throws -> [String] {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(top)/\(path)") }
}
