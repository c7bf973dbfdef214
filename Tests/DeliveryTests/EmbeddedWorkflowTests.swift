import Foundation
import Storage
import Testing

@Suite struct `Embedded workflows` {
    @Test func `the program carries every file of the folder Workflows as it is on the disk`() throws {
        let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        var onDisk: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: top.appending(path: "Workflows").path) {
            guard path.hasSuffix(".yaml") || path.hasSuffix(".mustache") else { continue }
            onDisk["Workflows/\(path)"] = Array(try Data(contentsOf: top.appending(path: "Workflows/\(path)")))
        }
        let embedded = Dictionary(uniqueKeysWithValues: AssetTable.workflows.map { ($0.path, $0.bytes) })
        #expect(Set(embedded.keys) == Set(onDisk.keys))
        #expect(embedded == onDisk)
        #expect(embedded.count >= 30)
    }
}
