import Storage

/// The files of `Data` that are baked into the program, by path.
enum ShippedData {
    /// The file's bytes; empty when the table of the program has no such file, which a test would find.
    static func bytes(_ path: String) -> [UInt8] {
        AssetTable.onboarding.first { $0.path == path }?.bytes ?? []
    }
}
