public import Logging
import Synchronization

/// A log that keeps its lines, metadata included.
public final class CollectingLog: LogHandler {
    private let kept = Mutex<[String]>([])

    /// What was logged, a line each.
    public var lines: [String] { kept.withLock { $0 } }

    /// Everything is kept.
    public var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    /// None of its own.
    public var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    /// Begins with nothing.
    public init() {}

    /// None of its own.
    public subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    /// Keeps a line.
    public func log(event: LogEvent) {
        kept.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    }
}
