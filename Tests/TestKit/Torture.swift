import Foundation

/// How long the tests torture what they test: shortly in every run, long in `make torture`.
public enum Torture {
    /// Whether `make torture` runs.
    public static let isLong = ProcessInfo.processInfo.environment["GENKAN_TORTURE"] != nil

    /// What tests draw by; another one in each run, unless `GENKAN_SEED` names it.
    public static let seed =
        ProcessInfo.processInfo.environment["GENKAN_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...999_999_999)

    /// So many times: one number for every run, and one for `make torture`.
    public static func count(_ short: Int, torture: Int) -> Int { isLong ? torture : short }
}
