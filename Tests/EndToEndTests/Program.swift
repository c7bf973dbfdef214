import Foundation
import Testing

/// The program as it was built beside these tests.
enum Program {
    /// What a finished run left.
    struct Run {
        var code: Int32
        var output: String
        var talk: String
    }

    /// Folder of the built products: the test's own.
    static let products: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        // `swift test` may run the tests inside a runner of the toolchain; then the first argument tells
        let candidates = [own] + CommandLine.arguments
        let folders = candidates.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        return folders.first { FileManager.default.isExecutableFile(atPath: "\($0)/genkan") } ?? ".build/debug"
    }()

    static var path: String { "\(products)/genkan" }

    /// The repository's top.
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// Runs the program to its end.
    static func run(_ arguments: [String], environment: [String: String] = [:], in folder: String? = nil) async throws
        -> Run
    {
        try await blocking {
            let child = try ChildProcess(path, arguments, environment: environment, folder: folder)
            let (output, talk) = child.readAll()
            return Run(code: child.wait(), output: output, talk: talk)
        }
    }
}

/// Does blocking work on a thread of its own, away from the few threads on which tests run.
func blocking<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result(catching: work)) }.start()
    }
}
