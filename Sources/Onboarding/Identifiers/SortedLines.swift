/// A text file of names sorted by bytes, searched where it lies: nothing is parsed at start.
struct SortedLines: Sendable {
    private let bytes: [UInt8]
    private let body: Int

    /// Takes a file whose header ends with the first empty line.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let newline = UInt8(ascii: "\n")
        var body = 0
        var index = 0
        while index + 1 < bytes.count {
            if bytes[index] == newline, bytes[index + 1] == newline {
                body = index + 2
                break
            }
            index += 1
        }
        self.body = body
    }

    /// Whether the name is a whole line.
    func contains(_ name: String) -> Bool {
        let name = Array(name.utf8)
        guard !name.isEmpty else { return false }
        var low = body
        var high = bytes.count
        while low < high {
            let line = line(around: (low + high) / 2)
            if bytes[line].elementsEqual(name) { return true }
            if bytes[line].lexicographicallyPrecedes(name) { low = line.upperBound + 1 } else { high = line.lowerBound }
        }
        return false
    }

    /// Every name, in order.
    var all: [String] {
        bytes[body...].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    private func line(around index: Int) -> Range<Int> {
        let newline = UInt8(ascii: "\n")
        var start = index
        while start > body, bytes[start - 1] != newline { start -= 1 }
        var end = index
        while end < bytes.count, bytes[end] != newline { end += 1 }
        return start..<end
    }
}
