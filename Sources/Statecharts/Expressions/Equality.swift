/// When two values of a type are the same (`format.md` sections 3 and 14), chosen at load.
indirect enum Equality: Sendable, Equatable {
    /// By bytes.
    case exact
    /// Addresses and domains: without regard to case.
    case caseless
    /// By id, or else by address.
    case person
    /// Element by element.
    case list(Equality)
    /// Field by field; both have the same fields.
    case record([String: Equality])
    /// Entry by entry, with the same elements.
    case map(MapType, Equality)

    /// The equality of a type.
    init(of type: ValueType) {
        switch type {
        case .email, .domainIdentifier: self = .caseless
        case .person: self = .person
        case .list(of: let element, min: _, max: _): self = .list(Equality(of: element))
        case .record(let fields):
            let pairs = fields.map { ($0.name, Equality(of: $0.type)) }
            self = .record(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
        case .map(let map): self = .map(map, Equality(of: map.element))
        case .text, .boolean, .integer, .enumeration, .date, .timestamp, .duration, .account, .instance: self = .exact
        }
    }

    /// Whether the values are the same.
    func holds(_ left: Value, _ right: Value) -> Bool {
        switch (self, left, right) {
        case (.caseless, .text(let left), .text(let right)): left.isSameIgnoringCase(as: right)
        case (.person, .person(let left), .person(let right)): left.isSame(as: right)
        case (.list(let equality), .list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { equality.holds($0, $1) }
        case (.record(let fields), .record(let left), .record(let right)):
            left.count == right.count
                && left.allSatisfy { name, value in
                    right[name].map { (fields[name] ?? .exact).holds(value, $0) } ?? false
                }
        case (.map(let map, let equality), .record(let left), .record(let right)):
            left.count == right.count
                && left.allSatisfy { name, value in
                    right.contains { map.isSame($0.key, name) && equality.holds(value, $0.value) }
                }
        default: left == right
        }
    }

    /// The first element that was there before.
    func firstDuplicate(in elements: [Value]) -> Int? {
        elements.indices.first { index in elements[..<index].contains { holds($0, elements[index]) } }
    }
}

extension String {
    /// The same bytes but for the case of letters; addresses are ASCII, other text is folded by Unicode.
    func isSameIgnoringCase(as other: String) -> Bool {
        var left = utf8.makeIterator()
        var right = other.utf8.makeIterator()
        while let leftByte = left.next() {
            guard let rightByte = right.next() else { return isSameFolded(as: other) }
            if leftByte == rightByte, leftByte < 0x80 { continue }
            if (leftByte | rightByte) >= 0x80 { return isSameFolded(as: other) }
            let isLetter = (0x61...0x7A).contains(leftByte | 0x20)
            guard isLetter, leftByte | 0x20 == rightByte | 0x20 else { return false }
        }
        return right.next() == nil || isSameFolded(as: other)
    }

    private func isSameFolded(as other: String) -> Bool { lowercased().hasSameBytes(as: other.lowercased()) }
}
