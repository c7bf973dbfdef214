/// An expression as written, before its names and types are known.
struct Syntax {
    indirect enum Kind {
        case text(String)
        case integer(Int64)
        case boolean(Bool)
        case name(String)
        case list([Syntax])
        case member(Syntax, String)
        /// `base[element]`.
        case entry(Syntax, Syntax)
        case call(String, [Syntax])
        case method(Syntax, String, [Syntax])
        case not(Syntax)
        case negative(Syntax)
        /// `&&` and `||` hold all their operands, so that a long chain is not a deep tree.
        case all([Syntax])
        case any([Syntax])
        case binary(Operator, Syntax, Syntax)
        case conditional(Syntax, Syntax, Syntax)
    }

    enum Operator: String {
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case within = "in"
        case plus = "+"
        case minus = "-"

        var isSum: Bool { self == .plus || self == .minus }
    }

    let kind: Kind
    /// UTF-8 bytes from 0 into the text; of the operator or the member's name where there is one.
    let offset: Int
    /// Levels of this node and what it holds.
    let depth: Int

    /// What stands directly below.
    static func children(of kind: Kind) -> [Syntax] {
        switch kind {
        case .text, .integer, .boolean, .name: []
        case .list(let parts), .call(_, let parts), .all(let parts), .any(let parts): parts
        case .member(let base, _), .not(let base), .negative(let base): [base]
        case .method(let base, _, let arguments): [base] + arguments
        case .binary(_, let left, let right), .entry(let left, let right): [left, right]
        case .conditional(let condition, let first, let second): [condition, first, second]
        }
    }

    init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
        depth = 1 + (Syntax.children(of: kind).lazy.map(\.depth).max() ?? 0)
    }

    /// Text literals, and lists and conditionals of these: their type follows from the place.
    var isLiteralLike: Bool {
        switch kind {
        case .text: true
        case .list(let elements): elements.allSatisfy(\.isLiteralLike)
        case .conditional(_, let first, let second): first.isLiteralLike && second.isLiteralLike
        default: false
        }
    }
}
