import Foundation

/// From the start of `genkan serve` on an existing store to its line that it is ready.
enum ReadyBench {
    static func run(binary: String, rounds: Int) async throws -> Figure {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("genkan-ready-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var samples: [Double] = []
        for round in 0...rounds {
            let took = try serve(binary, store: folder.appendingPathComponent("genkan.sqlite").path)
            if round > 0 { samples.append(took) }  // the first one makes the store
        }
        return Figure(name: "serve ready, existing store", unit: "s", samples: samples, goal: .atMost(0.5))
    }

    private static func serve(_ binary: String, store: String) throws -> Double {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = ["serve", "--database", "sqlite:\(store)", "--port", "18\(Int.random(in: 100...999))"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let took = try seconds {
            try process.run()
            var text = ""
            while !text.contains("ready") {
                let data = output.fileHandleForReading.availableData
                guard !data.isEmpty else { throw CocoaError(.executableLoad) }
                text += String(decoding: data, as: UTF8.self)
            }
        }
        process.terminate()
        process.waitUntilExit()
        return took
    }
}
