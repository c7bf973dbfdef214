public import Engine
import Foundation
import Statecharts

/// The developer's mailbox: a folder beside the database with a file for each message, in place of a mail server.
///
/// A message is accepted when file and name are synced; the same message again takes the place of its file. Files are
/// named `<utc time>-<id>.eml`, so that the order of names is the order of time.
public actor Mailbox: Deliverer {
    /// Path of the folder.
    public nonisolated let folder: String
    private let vendor: VendorSettings
    private let disk: MailboxDisk

    /// A mailbox in this folder, which is made when the first message comes.
    public init(folder: String, vendor: VendorSettings) {
        self.init(folder: folder, vendor: vendor, disk: .real)
    }

    init(folder: String, vendor: VendorSettings, disk: MailboxDisk) {
        self.folder = folder
        self.vendor = vendor
        self.disk = disk
    }

    /// Writes one message; a disk that is full or read-only is a reason to try again.
    public func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        guard Self.isID(message.id) else { return .undeliverable(reply: "the message's id cannot be a file name") }
        do throws(MIMEError) {
            let bytes = try MIME.encode(message, from: vendor)
            return store(bytes, named: Self.fileName(of: message))
        } catch {
            return .undeliverable(reply: "\(error.header): \(error.message)")
        }
    }

    /// The newest messages, newest first; files that we did not write are passed over.
    ///
    /// - Throws: what the file system says, where the folder cannot be read; a folder that is not there yet is empty.
    public func messages(limit: Int) throws -> [StoredMail] {
        try names().suffix(max(0, limit)).reversed().compactMap(read)
    }

    /// The message of this id.
    public func message(_ id: String) throws -> StoredMail? {
        guard Self.isID(id) else { return nil }
        return try names().last { Self.id(of: $0) == id }.flatMap(read)
    }

    private func store(_ bytes: [UInt8], named name: String) -> DeliveryOutcome {
        let unfinished = "\(folder)/.\(name).new"
        do {
            try disk.makeFolder(folder)
            try disk.writeAndSync(bytes, unfinished)
            try disk.rename(unfinished, "\(folder)/\(name)")
            try disk.syncFolder(folder)
            return .accepted
        } catch {
            return .retry(reply: "\(error)")
        }
    }

    private func names() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { Self.id(of: $0) != nil }.sorted()
    }

    private func read(_ name: String) -> StoredMail? {
        guard let id = Self.id(of: name), let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            return nil
        }
        return MIME.read(Array(data), id: id)
    }

    /// `2026-11-21T093846.123456Z-<id>.eml`.
    private static func fileName(of message: OutgoingMessage) -> String {
        "\(message.date.iso8601.replacing(":", with: ""))-\(message.id).eml"
    }

    /// The id in a file's name.
    private static func id(of name: String) -> String? {
        guard name.hasSuffix(ending), name.utf8.count > timeLength + ending.utf8.count, !name.hasPrefix(".") else {
            return nil
        }
        let id = String(name.dropFirst(timeLength).dropLast(ending.count))
        return isID(id) ? id : nil
    }

    private static let ending = ".eml"
    private static let timeLength = "2026-11-21T093846.123456Z-".utf8.count

    /// Letters, digits and hyphens: nothing that leads out of the folder.
    private static func isID(_ id: String) -> Bool {
        (1...100).contains(id.utf8.count)
            && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
