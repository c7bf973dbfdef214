/// The fields of an `application/x-www-form-urlencoded` body or query, in order, names as sent.
struct FormFields: Hashable, Sendable {
    /// Name and value of each.
    struct Pair: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// In the order of the text.
    var pairs: [Pair]

    /// No fields.
    init() { pairs = [] }

    /// Fields that were made here.
    init(_ pairs: [Pair]) { self.pairs = pairs }

    /// Reads a body; absent when it is no UTF-8, a percent sequence is broken, or there are too many fields.
    init?(parsing bytes: some Sequence<UInt8>) {
        var pairs: [Pair] = []
        for part in Array(bytes).split(separator: UInt8(ascii: "&")) {
            guard pairs.count < Limits.formFields else { return nil }
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(halves[0]), let value = Self.decoded(halves.count > 1 ? halves[1] : []) else {
                return nil
            }
            pairs.append(Pair(name: name, value: value))
        }
        self.pairs = pairs
    }

    /// The first value of that name.
    subscript(name: String) -> String? { pairs.first { $0.name.utf8.elementsEqual(name.utf8) }?.value }

    /// All values of that name.
    func all(_ name: String) -> [String] { pairs.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value) }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        let spaced = bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        return String(validating: spaced, as: UTF8.self)?.removingPercentEncodingStrictly
    }
}
