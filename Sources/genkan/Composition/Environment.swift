import Foundation

/// The only place that reads the process's environment.
enum Environment {
    static var process: [String: String] { ProcessInfo.processInfo.environment }
}
