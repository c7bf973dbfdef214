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
            let order = order(of: line, to: name)
            if order == 0 { return true }
            if order < 0 { low = line.upperBound + 1 } else { high = line.lowerBound }
        }
        return false
    }

    /// Every name, in order.
    var all: [String] {
        bytes[body...].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Below, at or above zero as the line stands before, at or behind the name.
    private func order(of line: Range<Int>, to name: [UInt8]) -> Int {
        for index in 0..<min(line.count, name.count) {
            let difference = Int(bytes[line.lowerBound + index]) - Int(name[index])
            if difference != 0 { return difference }
        }
        return line.count - name.count
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
