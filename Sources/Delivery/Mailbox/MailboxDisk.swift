import Foundation

/// The few things that a mailbox does to the disk, in their order; a test puts others in their place.
struct MailboxDisk: Sendable {
    /// Makes the folder for its owner alone, if it is not there.
    var makeFolder: @Sendable (_ path: String) throws -> Void
    /// Writes a new file for its owner alone and syncs it.
    var writeAndSync: @Sendable (_ bytes: [UInt8], _ path: String) throws -> Void
    /// Gives the file its name, in place of an older one.
    var rename: @Sendable (_ from: String, _ to: String) throws -> Void
    /// Syncs the folder, so that the name is as durable as the content.
    var syncFolder: @Sendable (_ path: String) throws -> Void

    /// The real disk.
    static let real = MailboxDisk(
        makeFolder: { path in
            if unsafe mkdir(path, 0o700) == 0 || errno == EEXIST {
                guard unsafe chmod(path, 0o700) == 0 else { throw DiskError("make private", path) }
            } else {
                throw DiskError("make", path)
            }
        },
        writeAndSync: { bytes, path in
            let file = try open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC)
            defer { close(file) }
            var written = 0
            while written < bytes.count {
                let count = unsafe bytes[written...].withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw DiskError("write", path) }
                written += count
            }
            guard fsync(file) == 0 else { throw DiskError("sync", path) }
        },
        rename: { from, to in
            guard unsafe Foundation.rename(from, to) == 0 else { throw DiskError("rename", from) }
        },
        syncFolder: { path in
            let folder = try open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            defer { close(folder) }
            guard fsync(folder) == 0 else { throw DiskError("sync", path) }
        })

    private static func open(_ path: String, _ flags: Int32) throws(DiskError) -> Int32 {
        let file = unsafe Foundation.open(path, flags, 0o600)
        guard file >= 0 else { throw DiskError("open", path) }
        return file
    }
}

/// What the disk refused, in one line.
struct DiskError: Error, CustomStringConvertible {
    let description: String

    /// Takes the reason from `errno`, so it is made at once after the call.
    init(_ deed: String, _ path: String) {
        description = "cannot \(deed) \(path): \(unsafe String(cString: strerror(errno)))"
    }
}
