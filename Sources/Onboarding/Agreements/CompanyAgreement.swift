import Crypto
import Engine

/// A version of the account agreement between a company and the vendor (`domain.md` 4.2).
public struct CompanyAgreement: Sendable, Hashable {
    /// Counts from 1.
    public let version: Int64
    private let texts: [String: String]

    /// The versions that are baked into the program, oldest first.
    public static let shipped: [CompanyAgreement] = [CompanyAgreement(version: 1)]

    /// The newest version.
    public static var current: CompanyAgreement { shipped[shipped.count - 1] }

    /// The version of that number.
    public static func version(_ number: Int64) -> CompanyAgreement? { shipped.first { $0.version == number } }

    private init(version: Int64) {
        self.version = version
        let texts = ["en", "ja"].map { language in
            (language, ShippedData.bytes("Data/agreements/company-\(version).\(language).txt"))
        }
        self.texts = Dictionary(uniqueKeysWithValues: texts.map { ($0, String(decoding: $1, as: UTF8.self)) })
    }

    /// The text in `en` or `ja`, other languages read English: a title line, then paragraphs parted by empty lines.
    public func text(language: String, vendor: String) -> String {
        let text = texts[language] ?? texts["en"] ?? ""
        return text.split(separator: "{vendor}", omittingEmptySubsequences: false).joined(separator: vendor)
    }

    /// SHA-256 of the file of that language, with the placeholder for the vendor's name, as lower-case hexadecimal.
    public func textHash(language: String) -> String {
        Hex.encode(SHA256.hash(data: Array((texts[language] ?? "").utf8)))
    }

    /// One hash over the texts of all languages: what an acceptance records and a page must have shown.
    public var hash: String {
        let parts = ["genkan-agreement-1", "company", "\(version)"] + ["en", "ja"].map { textHash(language: $0) }
        return Hex.encode(SHA256.hash(data: Array(parts.joined(separator: "\n").utf8)))
    }
}
