/// Rows in columns that are as wide as their widest cell.
struct Columns {
    private var rows: [[String]] = []

    /// Begins with a line of headings, if there are any.
    init(_ headings: [String] = []) {
        if !headings.isEmpty { rows.append(headings) }
    }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    var text: String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.compactMap { column < $0.count ? Self.width($0[column]) : nil }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - Self.width(cell))
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// Columns of a terminal: kana, kanji and full-width forms take two.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6:
                sum + 2
            default: sum + 1
            }
        }
    }
}
