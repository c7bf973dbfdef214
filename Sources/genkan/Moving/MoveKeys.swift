import Engine
import Foundation
import Storage

/// The key file of a store that moves: without it nothing that waits can be opened there.
struct MoveKeys {
    let source: String
    let target: String

    /// Sees that the store's own file is there, and that no other lies where the new store looks for it.
    func check(_ database: any Database) async throws {
        let isNeeded = try await database.read { tx in try !tx.rows(StoreLines.anyKey).isEmpty }
        guard isNeeded else { return }
        for path in Set([source, target]) where path == source || FileManager.default.fileExists(atPath: path) {
            let seals = try KeyFile.open(path, isNeeded: true, random: secureBytes).seals
            let foreign = try await database.read { tx in try seals.foreign(in: tx) }
            guard foreign.isEmpty else {
                throw Failure(
                    "Error: the key file \(path) is not the one that the database was written with; restore that one, or "
                        + "name it by GENKAN_SEAL_KEYS; nothing was changed")
            }
        }
    }

    /// Puts a copy where the new store looks for it, for its owner's eyes only.
    ///
    /// - Returns: whether one was missing there.
    func copy() throws -> Bool {
        let files = FileManager.default
        guard files.fileExists(atPath: source), !files.fileExists(atPath: target) else { return false }
        let text = try String(contentsOfFile: source, encoding: .utf8)
        try KeyFile.make(target, text, unfinished: "\(target).\(Hex.encode(secureBytes(6)))")
        return true
    }
}
