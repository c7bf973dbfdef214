import Foundation

/// How long the tests torture what they test: shortly in every run, long in `make torture`.
public enum Torture {
    /// Whether `make torture` runs.
    public static let isLong = ProcessInfo.processInfo.environment["GENKAN_TORTURE"] != nil

    /// So many times: one number for every run, and one for `make torture`.
    public static func count(_ short: Int, torture: Int) -> Int { isLong ? torture : short }
}
