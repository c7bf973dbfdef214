extension ValueType {
    /// The first value of the type, in the order in which exploration and simulation take values (`format.md` 4).
    ///
    /// It is within the type's bounds, but for lists of more elements than the element's type has values at hand.
    public var first: Value {
        switch self {
        case .text(let bounds): .text(String(repeating: "a", count: Swift.max(bounds.min, bounds.max > 0 ? 1 : 0)))
        case .email: .text("a@one.example")
        case .domainIdentifier: .text("one.example")
        case .boolean: .boolean(false)
        case .integer(let min, _): .integer(min)
        case .enumeration(let options): .text(options.first ?? "")
        case .date: .text("2026-01-01")
        case .timestamp: .timestamp(Simulation.beginning)
        case .duration: .duration(Span(microseconds: 0))
        case .list(let element, let min, _): .list(min == 0 ? [] : [element.first])
        case .record(let fields): .record(Record(firstOf: fields))
        case .map: .record([:])
        case .person: .person(PersonReference(email: "a@one.example"))
        case .account: .text("account-1")
        case .instance(let workflow): .text("\(workflow)-1")
        }
    }
}

extension Dictionary where Key == String, Value == Statecharts.Value {
    /// The first value of each field; optional ones have it as well.
    init(firstOf fields: [Field]) {
        self.init(fields.map { ($0.name, $0.type.first) }) { first, _ in first }
    }
}
