import Foundation
import GRDB

/// The file that a store lives in: looked at before it is opened, so that what is wrong is said in plain words.
struct SQLiteFile: Sendable {
    let path: String
    /// Whether the pages are looked at where whoever wrote last has not closed the file.
    var isCheckedAfterUncleanEnd = false

    /// Opens the file with the settings that durability rests on; blocks.
    func open() throws -> DatabasePool {
        let isLookedAt = isCheckedAfterUncleanEnd && wasLeftOpen
        try prepare()
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 4
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { writer in
                // the pool sets NORMAL on its writer after all that a configuration can say
                try writer.execute(sql: "pragma synchronous = full")
                // Else each savepoint gets 64 KiB for the pages that it may have to put back, and gives them back to the
                // system at its end, which stops every other thread for a moment (docs/decisions/0003).
                try writer.execute(sql: "pragma temp_store = memory")
                try checkSettings(of: writer)
                if isLookedAt { try checkPages(of: writer) }
            }
            return pool
        } catch let error as GRDB.DatabaseError {
            throw refusal(error)
        }
    }

    /// Closing takes the log away; a process that was killed leaves it, and one that runs still has it.
    private var wasLeftOpen: Bool {
        let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
        return (log?[.size] as? NSNumber)?.intValue ?? 0 > 0
    }

    /// Some places take a setting and do not keep to it.
    private func checkSettings(of writer: GRDB.Database) throws {
        let mode = try String.fetchOne(writer, sql: "pragma journal_mode") ?? ""
        let level = try Int.fetchOne(writer, sql: "pragma synchronous") ?? 0
        let keys = try Bool.fetchOne(writer, sql: "pragma foreign_keys") ?? false
        guard mode == "wal", level >= 2, keys else {
            throw refusal(
                .cannotOpen,
                "cannot be kept safely (journal_mode \(mode), synchronous \(level)); move it to a local disk")
        }
    }

    private func checkPages(of writer: GRDB.Database) throws {
        let faults = try String.fetchAll(writer, sql: "pragma quick_check(3)")
        guard faults != ["ok"] else { return }
        let words = faults.joined(separator: "; ").split(separator: "\n").joined(separator: " ")
        throw refusal(.corrupt, "is damaged (\(words)); \(Self.damaged)")
    }

    private static let damaged =
        "keep a copy of it with its -wal, restore a backup; 'genkan doctor --deep' says more"

    private func prepare() throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        if unsafe files.fileExists(atPath: path, isDirectory: &isFolder) {
            if isFolder.boolValue {
                throw refusal(.cannotOpen, "is a folder; name a file in it, for instance \(path)/genkan.sqlite")
            }
            return try checkIsWritable(files)
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        do {
            if !files.fileExists(atPath: folder) {
                try files.createDirectory(
                    atPath: folder,
                    withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700],
                )
            }
        } catch {
            throw refusal(.cannotOpen, "cannot be made, because its folder cannot; make the folder \(folder) writable")
        }
        guard files.createFile(atPath: path, contents: Data(), attributes: [.posixPermissions: 0o600]) else {
            throw refusal(.cannotOpen, "cannot be made; let the account that runs this program write to \(folder)")
        }
    }

    /// A file without any write permission is refused even to root, whom nothing stops: somebody protected it.
    private func checkIsWritable(_ files: FileManager) throws {
        let attributes = try? files.attributesOfItem(atPath: path)
        let permissions = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0o600
        guard permissions & 0o222 != 0, files.isWritableFile(atPath: path) else {
            throw refusal(
                .readOnly,
                "may not be written; give the account that runs this program write permission (chmod u+w \(path))",
            )
        }
    }

    private func refusal(_ error: GRDB.DatabaseError) -> DatabaseError {
        let found = DatabaseError(error, statement: "open", transactionEnded: true)
        return switch found.code {
        case .corrupt:
            refusal(.corrupt, "is not an SQLite database, or is damaged; name another file or restore a backup")
        case .readOnly: refusal(.readOnly, "may not be written; make the file and its folder writable")
        case .busy: refusal(.busy, "is locked by another program; end that program")
        case let other: refusal(other, "cannot be opened: \(found.message)")
        }
    }

    private func refusal(_ code: DatabaseError.Code, _ what: String) -> DatabaseError {
        DatabaseError(code, message: "the database file \(path) \(what)")
    }
}
