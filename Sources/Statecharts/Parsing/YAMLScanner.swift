/// Looks through a file before the YAML parser does, for what that parser would quietly accept or pay for dearly: tabs,
/// anchors, aliases, tags, mappings as keys and brackets within brackets.
struct YAMLScanner {
    private enum Quote { case none, single, double }

    private(set) var findings: [Finding] = []
    private var quote = Quote.none
    private var flowDepth = 0
    /// A plain scalar goes on, perhaps on the next line.
    private var isInPlain = false
    /// A token may begin here.
    private var isAtToken = true
    /// A quoted scalar has just ended, so that `:` may follow without a blank.
    private var isAfterQuote = false
    /// Column of the key or dash whose value this is; what continues the value stands further right.
    private var parentColumn = -1
    private var keyColumn = 0
    private var blockScalarOver: Int?
    private var lineNumber = 0

    /// Looks through the whole text.
    init(_ text: String) {
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            lineNumber += 1
            scan(Array(String(decoding: line, as: UTF8.self).unicodeScalars))
            if flowDepth > ParsingLimits.depth { return }
        }
    }

    private mutating func scan(_ line: [Unicode.Scalar]) {
        if let tab = line.firstIndex(of: "\t") {
            find("E001", "a tab; indent and separate with blanks", at: tab)
        }
        let indent = line.firstIndex { $0 != " " && $0 != "\r" } ?? line.count
        let isBlank = indent == line.count
        if let over = blockScalarOver {
            if isBlank || indent > over { return }
            blockScalarOver = nil
        }
        if quote == .none {
            if isBlank || line[indent] == "#" { return }
            if flowDepth == 0 {
                if indent <= parentColumn { (parentColumn, isInPlain) = (indent - 1, false) }
            }
            isAtToken = !isInPlain
        }
        var index = indent
        while index < line.count {
            guard let next = step(line, index) else { return }
            index = next
        }
    }

    /// Looks at one scalar; gives the index of the next, or nothing when the rest of the line says nothing.
    private mutating func step(_ line: [Unicode.Scalar], _ index: Int) -> Int? {
        let scalar = line[index]
        let next = index + 1 < line.count ? line[index + 1] : nil
        switch quote {
        case .single where scalar == "'":
            if next == "'" { return index + 2 }
            endQuote()
            return index + 1
        case .double where scalar == "\"":
            endQuote()
            return index + 1
        case .double where scalar == "\\": return index + 2
        case .single, .double: return index + 1
        case .none: break
        }
        if scalar == "#", index == 0 || line[index - 1] == " " { return nil }
        if scalar == " " || scalar == "\r" { return index + 1 }
        return isAtToken ? begin(scalar, next, at: index, of: line) : proceed(scalar, next, at: index)
    }

    /// A token begins.
    private mutating func begin(
        _ scalar: Unicode.Scalar, _ next: Unicode.Scalar?, at index: Int, of line: [Unicode.Scalar]
    ) -> Int? {
        let isAlone = next == nil || next == " " || next == "\r"
        switch scalar {
        case "-" where isAlone && flowDepth == 0: parentColumn = index
        case "?" where isAlone: find("E001", "a mapping key must be one word", at: index)
        case "&", "*":
            find("E002", scalar == "&" ? "an anchor; write the value out" : "an alias; write the value out", at: index)
            return line[index...].firstIndex { $0 == " " || $0 == "," || $0 == "]" || $0 == "}" } ?? line.count
        case "!":
            find("E002", "a tag; an expression that begins with `!` needs quotes", at: index)
            isAtToken = false
        case "%" where index == 0: find("E001", "a directive", at: index)
        case "'", "\"":
            quote = scalar == "'" ? .single : .double
            (keyColumn, isAtToken) = (index, false)
        case "[", "{", "]", "}", ",": bracket(scalar, at: index)
        case "|" where flowDepth == 0, ">" where flowDepth == 0:
            blockScalarOver = parentColumn
            return nil
        case ":" where isAlone: break
        default: (isInPlain, keyColumn, isAtToken) = (true, index, false)
        }
        return index + 1
    }

    /// A token goes on or has ended.
    private mutating func proceed(_ scalar: Unicode.Scalar, _ next: Unicode.Scalar?, at index: Int) -> Int {
        let isAlone = next == nil || next == " " || next == "\r"
        let endsInFlow = flowDepth > 0 && (isAfterQuote || next.map { ",[]{}".unicodeScalars.contains($0) } ?? true)
        if scalar == ":", isAlone || endsInFlow {
            if flowDepth == 0 { parentColumn = keyColumn }
            (isInPlain, isAtToken, isAfterQuote) = (false, true, false)
        } else if flowDepth > 0, ",[]{}".unicodeScalars.contains(scalar) {
            bracket(scalar, at: index)
        } else {
            isAfterQuote = false
        }
        return index + 1
    }

    private mutating func bracket(_ scalar: Unicode.Scalar, at index: Int) {
        (isInPlain, isAfterQuote) = (false, false)
        switch scalar {
        case "[", "{":
            if flowDepth == 0 { keyColumn = index }
            flowDepth += 1
            isAtToken = true
            if flowDepth == ParsingLimits.depth + 1 {
                find("E004", "more than \(ParsingLimits.depth) mappings and lists within each other", at: index)
            }
        case ",": isAtToken = true
        default:
            flowDepth = max(0, flowDepth - 1)
            (isAtToken, isAfterQuote) = (false, true)
        }
    }

    private mutating func endQuote() {
        (quote, isAfterQuote, isInPlain) = (.none, true, false)
    }

    private mutating func find(_ code: String, _ message: String, at index: Int) {
        findings.append(Finding(code, message, at: Place(line: lineNumber, column: index + 1)))
    }
}
