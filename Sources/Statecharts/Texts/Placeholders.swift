/// `{name}` in a text: where a number or a name stands when it is shown.
enum Placeholders {
    /// The names in a text.
    static func names(in text: String) -> Set<String> {
        var names: Set<String> = []
        _ = replace(in: text) { name in
            names.insert(name)
            return nil
        }
        return names
    }

    /// The text with every known placeholder replaced; what is put in is not read again.
    static func fill(_ text: String, with values: [String: String]) -> String {
        replace(in: text) { values[$0] }
    }

    private static func replace(in text: String, by value: (String) -> String?) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            guard isName(name) else {
                result += rest[...open]
                rest = rest[rest.index(after: open)...]
                continue
            }
            result += rest[..<open]
            result += value(name) ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
