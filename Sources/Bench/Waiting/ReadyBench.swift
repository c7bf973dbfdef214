import Foundation
import TestKit

/// `genkan serve` on stores in which many requests wait: from its start to ready, and its memory more than with few.
enum ReadyBench {
    private static let few = 1_000

    /// - Parameters:
    ///   - binary: `genkan`.
    ///   - waiting: how many are many.
    static func run(binary: String, rounds: Int, waiting: Int) async throws -> [Figure] {
        let folder = try TemporaryFolder()
        let server = try PostgresServer(settings: ["shared_buffers=512MB", "max_wal_size=8GB"])
        // side by side, because filling takes longer than measuring
        async let fewInFile = WaitingStore(path: folder.file("few.sqlite"), waiting: few)
        async let manyInFile = WaitingStore(path: folder.file("many.sqlite"), waiting: waiting)
        async let fewOnServer = WaitingStore(on: server, waiting: few)
        async let manyOnServer = WaitingStore(on: server, waiting: waiting)
        let files = try await (fewInFile, manyInFile)
        let databases = try await (fewOnServer, manyOnServer)
        let child = ServeChild(binary: binary, folder: folder)
        return try await measure("SQLite", files, child, rounds, waiting)
            + measure("PostgreSQL", databases, child, rounds, waiting)
    }

    private static func measure(
        _ name: String, _ stores: (few: WaitingStore, many: WaitingStore), _ child: ServeChild, _ rounds: Int,
        _ waiting: Int
    ) async throws -> [Figure] {
        var readySeconds: [Double] = []
        var moreMemory: [Double] = []
        for round in 0...rounds {
            let few = try await child.serve(stores.few)
            let many = try await child.serve(stores.many)
            guard round > 0 else { continue }  // the first one makes keys and takes files into the system's cache
            readySeconds.append(many.readySeconds)
            moreMemory.append(many.mebibytes - few.mebibytes)
        }
        return [
            Figure(name: "\(name), \(waiting) waiting, ready", unit: "s", samples: readySeconds, goal: .atMost(0.5)),
            Figure(
                name: "\(name), \(waiting) waiting, memory", unit: "MiB more", samples: moreMemory, goal: .atMost(16)),
        ]
    }
}
