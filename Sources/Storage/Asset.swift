/// A file of the repository that was baked into the program.
public struct Asset: Sendable, Hashable {
    /// Path from the repository's top, `SQL/engine/0001_instances.sqlite.sql`.
    public let path: String
    /// The file's content.
    public let bytes: [UInt8]
    /// The file's content as UTF-8 text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Makes an asset that is not baked in, for tests and for files read from a folder.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}
