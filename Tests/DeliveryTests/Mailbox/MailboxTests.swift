import Engine
import Foundation
import Statecharts
import Testing

@testable import Delivery

@Suite struct `Developer's mailbox` {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "genkan-mailbox-\(UUID().uuidString)").path

    private func message(_ id: String, minute: Int64 = 0, text: String = "Text\n") -> OutgoingMessage {
        OutgoingMessage(
            id: id, messageID: "\(id)@vendor.example", to: "taro@xyz-manufacture.example",
            date: SampleMails.now.adding(.minutes(minute)),
            mail: RenderedMail(subject: "件名 \(id)", text: text, html: "<p>\(text)</p>"))
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a message is one file in a private folder, and reads back`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mailbox = Mailbox(folder: folder, vendor: SampleMails.vendor)
        #expect(try await mailbox.messages(limit: 10).isEmpty, "no folder yet")
        #expect(await mailbox.deliver(message("0a-1")) == .accepted)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files == ["2026-11-21T073000.000000Z-0a-1.eml"])
        #expect(try permissions(folder) == 0o700)
        #expect(try permissions("\(folder)/\(files[0])") == 0o600)
        let mail = try #require(await mailbox.message("0a-1"))
        #expect(mail.subject == "件名 0a-1")
        #expect(mail.id == "0a-1")
        #expect(try await mailbox.message("0a") == nil)
        #expect(try await mailbox.message("1") == nil)
    }

    @Test func `a folder that others could read is made private`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        #expect(await Mailbox(folder: folder, vendor: SampleMails.vendor).deliver(message("1")) == .accepted)
        #expect(try permissions(folder) == 0o700)
    }

    @Test func `the newest come first, as many as asked for, and foreign files are passed over`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mailbox = Mailbox(folder: folder, vendor: SampleMails.vendor)
        for minute in [2, 0, 3, 1] as [Int64] {
            #expect(await mailbox.deliver(message("m\(minute)", minute: minute)) == .accepted)
        }
        for name in [
            "notes.eml", ".hidden.eml", "2026-11-21T073900.000000Z-x.eml", "2026-11-21T073901.000000Z-a.b.eml",
        ] {
            try "not a mail".write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
        #expect(try await mailbox.messages(limit: 3).map(\.id) == ["m3", "m2"], "one of the three newest is foreign")
        #expect(try await mailbox.messages(limit: 100).map(\.id) == ["m3", "m2", "m1", "m0"])
        #expect(try await mailbox.messages(limit: 0).isEmpty)
        #expect(try await mailbox.messages(limit: -1).isEmpty)
    }

    @Test func `the same message again takes the place of its file`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let mailbox = Mailbox(folder: folder, vendor: SampleMails.vendor)
        #expect(await mailbox.deliver(message("7")) == .accepted)
        #expect(await mailbox.deliver(message("7", text: "Again\n")) == .accepted)
        #expect(try await mailbox.messages(limit: 10).map(\.text) == ["Again\n"])
    }

    @Test(arguments: ["", "..", "../x", "a/b", "a\u{0}b", "a.b", "é", "a\nb", String(repeating: "a", count: 101)])
    func `an id that could lead out of the folder is never written or read`(id: String) async throws {
        let mailbox = Mailbox(folder: folder, vendor: SampleMails.vendor)
        let outcome = await mailbox.deliver(message(id))
        #expect(outcome == .undeliverable(reply: "the message's id cannot be a file name"))
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(try await mailbox.message(id) == nil)
    }

    @Test func `S23 an address that cannot be mailed is undeliverable, told without the value`() async {
        let mailbox = Mailbox(folder: folder, vendor: SampleMails.vendor)
        var hostile = message("1")
        hostile.to = "a@b.example\r\nBcc: c@d.example"
        #expect(await mailbox.deliver(hostile) == .undeliverable(reply: "To: not one plain e-mail address"))
    }

    @Test func `a message is accepted only after content, name and folder are durable, in this order`() async {
        let steps = RecordedDisk()
        let mailbox = Mailbox(folder: "/box", vendor: SampleMails.vendor, disk: steps.disk(failingAt: nil))
        #expect(await mailbox.deliver(message("1")) == .accepted)
        let file = "2026-11-21T073000.000000Z-1.eml"
        let expected = [
            "folder /box", "write and sync /box/.\(file).new", "rename /box/.\(file).new /box/\(file)",
            "sync folder /box",
        ]
        #expect(steps.all == expected)
    }

    @Test(arguments: ["folder", "write", "rename", "sync"])
    func `a disk that refuses any step is a reason to try again, never acceptance`(step: String) async {
        let steps = RecordedDisk()
        let mailbox = Mailbox(folder: "/box", vendor: SampleMails.vendor, disk: steps.disk(failingAt: step))
        #expect(await mailbox.deliver(message("1")) == .retry(reply: "disk full"))
        #expect(steps.all.last?.hasPrefix(step) == true, "nothing after the step that failed")
    }

    @Test func `a folder that cannot be made is told in words`() async {
        let mailbox = Mailbox(folder: "/dev/null/box", vendor: SampleMails.vendor)
        let outcome = await mailbox.deliver(message("1"))
        #expect(outcome == .retry(reply: "cannot make /dev/null/box: Not a directory"))
    }
}
