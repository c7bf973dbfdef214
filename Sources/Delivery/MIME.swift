public import Engine
import Foundation
import Statecharts

/// A message as bytes for a mail server: RFC 5322 headers and two alternatives that say the same.
///
/// No value reaches a header as it is: control characters are refused in every one of them, and what is not plain ASCII
/// is written as encoded words (S-23). Bodies are base64, so no line of them can be too long or end the message.
public enum MIME {
    /// Writes a message.
    ///
    /// - Throws: `MIMEError`, naming the header, where a value must not stand in one.
    public static func encode(_ message: OutgoingMessage, from vendor: VendorSettings) throws(MIMEError) -> [UInt8] {
        try refuseControls(in: vendor.name, of: "From")
        try refuseControls(in: message.mail.subject, of: "Subject")
        var lines = [
            "From: \(words(vendor.name, in: "From", isPlain: isAtomByte)) <\(try address(vendor.fromAddress, of: "From"))>",
            "To: <\(try address(message.to, of: "To"))>",
            "Subject: \(words(message.mail.subject, in: "Subject", isPlain: { $0 < 0x7F }))",
            "Date: \(date(message.date))",
            "Message-ID: <\(try messageID(message.messageID))>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
            "",
        ]
        lines += part("text/plain", message.mail.text)
        lines += part("text/html", message.mail.html)
        lines += ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    /// Cannot occur in a part: base64 has no underscore and no hyphen.
    static let boundary = "=_genkan_alternative"

    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func part(_ type: String, _ content: String) -> [String] {
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        return [
            "--\(boundary)", "Content-Type: \(type); charset=utf-8", "Content-Transfer-Encoding: base64", "",
            Data(networkLines(content)).base64EncodedString(options: options),
        ]
    }

    /// The text with CRLF at every line end.
    private static func networkLines(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + text.utf8.count / 32)
        for byte in text.utf8 where byte != UInt8(ascii: "\r") {
            if byte == UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\r")) }
            bytes.append(byte)
        }
        return bytes
    }

    /// Plain where that is safe and short, else encoded words, one a line, cut between scalars.
    ///
    /// 45 bytes give a line of 73 characters; the first line holds the header's name as well.
    private static func words(_ text: String, in header: String, isPlain: (UInt8) -> Bool) -> String {
        let bytes = text.utf8
        let blank = UInt8(ascii: " ")
        if !bytes.isEmpty, bytes.first != blank, bytes.last != blank, header.utf8.count + bytes.count <= 74,
            bytes.allSatisfy({ $0 == blank || isPlain($0) }), bytes.firstRange(of: "=?".utf8) == nil
        {
            return text
        }
        var pieces: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            let limit = pieces.count == 1 ? 39 : 45
            if pieces[pieces.count - 1].count + bytes.count > limit { pieces.append([]) }
            pieces[pieces.count - 1] += bytes
        }
        return pieces.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// Letters, digits and what means nothing in a display name.
    private static func isAtomByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "'"):
            true
        default: false
        }
    }

    /// `21 Nov 2026 09:38:46 +0000`.
    private static func date(_ at: Timestamp) -> String {
        let text = at.iso8601
        let parts = text.prefix(10).split(separator: "-")
        let month = months[max(1, min(12, Int(parts[1]) ?? 1)) - 1]
        return "\(parts[2]) \(month) \(parts[0]) \(text.dropFirst(11).prefix(8)) +0000"
    }
}

/// Why a message cannot be written: the header and what is wrong with its value.
public struct MIMEError: Error, Sendable, Equatable {
    /// Name of the header.
    public let header: String
    /// A sentence without the value, which may be hostile.
    public let message: String
}

extension MIME {
    /// On bytes, because `"\r\n"` is one character and equal to neither of its halves.
    private static func refuseControls(in value: String, of header: String) throws(MIMEError) {
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw MIMEError(header: header, message: "a header must not hold a line end or another control character")
        }
    }

    /// One address that can stand between angle brackets without quotes.
    private static func address(_ value: String, of header: String) throws(MIMEError) -> String {
        let parts = value.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, value.utf8.count <= 254, isToken(value) else {
            throw MIMEError(header: header, message: "not one plain e-mail address")
        }
        return value
    }

    private static func messageID(_ value: String) throws(MIMEError) -> String {
        guard !value.isEmpty, value.utf8.count <= 250, isToken(value) else {
            throw MIMEError(header: "Message-ID", message: "not a plain message id")
        }
        return value
    }

    /// Printable ASCII without what has a meaning in a header, and nothing that reads as an encoded word.
    private static func isToken(_ value: String) -> Bool {
        let refused = Array("<>()[]:;,\\\" ".utf8)
        return value.utf8.firstRange(of: "=?".utf8) == nil
            && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !refused.contains($0) }
    }
}
