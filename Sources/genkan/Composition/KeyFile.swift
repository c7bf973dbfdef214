import Engine
import Foundation

/// The keys beside the database: made once, for the owner's eyes only, and never replaced.
struct KeyFile {
    /// Seals what waits in the outbox and hides people in indexes.
    let seals: SealKeys
    /// The secret of the web server's forms and links.
    let web: [UInt8]

    /// Reads the file, or makes it for a store that has sealed nothing yet.
    ///
    /// - Parameter isNeeded: whether the store was written with keys already, so that new ones would not open it.
    static func open(_ path: String, isNeeded: Bool, random: (_ bytes: Int) -> [UInt8]) throws -> KeyFile {
        if !FileManager.default.fileExists(atPath: path) {
            guard !isNeeded else {
                throw Failure(
                    "Error: the key file \(path) is missing, and the database was written with it; restore the key file"
                )
            }
            let text = SealKeys.makeText(random: random) + "web \(Data(random(32)).base64EncodedString())\n"
            try make(path, text, unfinished: "\(path).\(Hex.encode(random(6)))")
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("Error: the key file \(path) cannot be read; let the account that runs this program read it")
        }
        let web = text.split(separator: "\n").first { $0.hasPrefix("web ") }
        guard let web, let bytes = Data(base64Encoded: String(web.dropFirst(4))), bytes.count >= 32 else {
            throw Failure("Error: the key file \(path) lacks the line 'web'; restore the file")
        }
        do {
            return KeyFile(seals: try SealKeys(parsing: text), web: Array(bytes))
        } catch {
            throw Failure("Error: the key file \(path): \(error)")
        }
    }

    /// Written whole under a name of its own and synced, so that a crash never leaves half a key.
    static func make(_ path: String, _ text: String, unfinished: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        // on PostgreSQL nothing else may have made it; whether it can be written is seen at the next step
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let file = Foundation.open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw refusal(path) }
        let bytes = Array(text.utf8)
        let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        close(file)
        // a link, not a rename: of two processes that start at once the first one's keys stay
        let isLinked = isWritten && (link(unfinished, path) == 0 || errno == EEXIST)
        unlink(unfinished)
        guard isLinked else { throw refusal(path) }
    }

    private static func refusal(_ path: String) -> Failure {
        Failure("Error: the key file \(path) cannot be made; make its folder writable, with room on the disk")
    }
}
