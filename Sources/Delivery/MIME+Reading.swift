import Foundation
import Statecharts

extension MIME {
    /// Reads what `encode` wrote; a message of anybody else's making is nothing.
    public static func read(_ bytes: [UInt8], id: String) -> StoredMail? {
        let lines = self.lines(of: bytes)
        guard let end = lines.firstIndex(of: ""), let headers = headers(Array(lines[..<end])) else { return nil }
        func value(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        let parts = parts(Array(lines[(end + 1)...]))
        guard let from = value("From"), let to = value("To"), let subject = value("Subject"),
            let date = value("Date").flatMap(timestamp), let messageID = value("Message-ID"),
            let text = parts["text/plain; charset=utf-8"], let html = parts["text/html; charset=utf-8"]
        else { return nil }
        return StoredMail(
            id: id, date: date, from: from, to: bare(to), subject: subject, messageID: bare(messageID), text: text,
            html: html, headers: headers)
    }

    /// Lines that end in CRLF, which is one `Character`: cut on bytes.
    private static func lines(of bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
    }

    private static func headers(_ lines: [String]) -> [StoredMail.Header]? {
        var headers: [StoredMail.Header] = []
        for line in lines {
            if line.utf8.first == UInt8(ascii: " "), var last = headers.popLast() {
                last.value += line
                headers.append(last)
                continue
            }
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.append(StoredMail.Header(name: String(line[..<colon]), value: String(value)))
        }
        return headers.map { StoredMail.Header(name: $0.name, value: decoded($0.value)) }
    }

    /// Encoded words as text; blanks between two of them do not count.
    private static func decoded(_ value: String) -> String {
        let open = "=?UTF-8?B?"
        guard value.contains(open) else { return value }
        var bytes: [UInt8] = []
        var rest: [String] = []
        for word in value.split(separator: " ") {
            let content = word.dropFirst(open.count).dropLast(2)
            if word.hasPrefix(open), word.hasSuffix("?="), let data = Data(base64Encoded: String(content)) {
                bytes += data
            } else {
                rest.append(String(word))
            }
        }
        return ([String(decoding: bytes, as: UTF8.self)] + rest).joined(separator: " ")
    }

    /// Content by type.
    private static func parts(_ lines: [String]) -> [String: String] {
        var parts: [String: String] = [:]
        for part in lines.split(whereSeparator: { $0.hasPrefix("--\(boundary)") }) {
            guard let end = part.firstIndex(of: ""), let headers = headers(Array(part[..<end])) else { continue }
            guard let type = headers.first(where: { $0.name == "Content-Type" })?.value else { continue }
            guard let data = Data(base64Encoded: part[(end + 1)...].joined()) else { continue }
            parts[type] = String(decoding: data.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        }
        return parts
    }

    /// `21 Nov 2026 09:38:46 +0000`.
    private static func timestamp(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ")
        guard words.count == 5, let month = months.firstIndex(of: String(words[1])) else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(iso8601: "\(words[2])-\(number)-\(words[0])T\(words[3])Z")
    }

    private static func bare(_ value: String) -> String {
        value.hasPrefix("<") && value.hasSuffix(">") ? String(value.dropFirst().dropLast()) : value
    }
}
