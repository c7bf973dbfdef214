import CICU

/// The calls of `CICU`, on Swift's texts.
enum ICU {
    /// Bytes of a text that is looked at: a name has at most 253, and four times as many in Unicode.
    static let lengthMax = 4_096
    /// How many bytes are written for one that is read: A-labels and skeletons may be several times as long.
    private static let growth = 8

    static func domainToASCII(_ name: String) -> String? {
        unsafe convert(name, checked: genkan_icu_domain_to_ascii)
    }

    static func domainToUnicode(_ name: String) -> String? {
        unsafe convert(name, checked: genkan_icu_domain_to_unicode)
    }

    /// The skeleton, or absent if ICU cannot tell.
    static func skeleton(_ text: String) -> String? {
        unsafe write(text) { bytes, count, out, capacity in unsafe genkan_icu_skeleton(bytes, count, out, capacity) }
    }

    /// From 1 (ASCII) to 6 (unrestrictive), or absent if ICU cannot tell.
    static func restrictionLevel(_ text: String) -> Int? {
        let bytes = text.utf8.map { CChar(bitPattern: $0) }
        guard bytes.count <= lengthMax else { return nil }
        let level = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe genkan_icu_restriction_level(bytes.baseAddress, Int32(bytes.count))
        }
        return level > 0 ? Int(level) : nil
    }

    private typealias Conversion = (
        UnsafePointer<CChar>?, Int32, UnsafeMutablePointer<CChar>?, Int32, UnsafeMutablePointer<UInt32>?
    ) -> Int32

    private static func convert(_ name: String, checked conversion: Conversion) -> String? {
        var errors: UInt32 = 0
        let converted = unsafe write(name) { bytes, count, out, capacity in
            unsafe conversion(bytes, count, out, capacity, &errors)
        }
        return errors == 0 ? converted : nil
    }

    /// Lets the body read a text's bytes and write the answer's.
    private static func write(
        _ text: String, _ body: (UnsafePointer<CChar>?, Int32, UnsafeMutablePointer<CChar>?, Int32) -> Int32
    ) -> String? {
        let bytes = text.utf8.map { CChar(bitPattern: $0) }
        guard bytes.count <= lengthMax else { return nil }
        var out = [CChar](repeating: 0, count: growth * bytes.count + 64)
        let count = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe out.withUnsafeMutableBufferPointer { out in
                unsafe body(bytes.baseAddress, Int32(bytes.count), out.baseAddress, Int32(out.count))
            }
        }
        guard count >= 0, Int(count) <= out.count else { return nil }
        return String(decoding: out.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
