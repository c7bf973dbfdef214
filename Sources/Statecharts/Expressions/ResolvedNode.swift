/// A resolved expression: every name is known to exist and every type to fit, so evaluating cannot fail.
indirect enum ResolvedNode: Sendable {
    enum CallerPart: Sendable { case person, email, language, session }
    enum Order: Sendable { case less, lessOrEqual, greater, greaterOrEqual }
    enum ListFunction: Sendable { case exists, all, filter, map }
    enum TextTest: Sendable { case startsWith, endsWith, contains }

    case constant(Value)
    case context(String)
    case data(String)
    case fact(String)
    case variable(String)
    /// The variable of the outer (0) or inner (1) list function.
    case local(Int)
    case caller(CallerPart)
    case now
    case member(ResolvedNode, String)
    case emailOfPerson(ResolvedNode)
    /// The entry of an element.
    case entry(ResolvedNode, ResolvedNode, MapType)

    case not(ResolvedNode)
    case all([ResolvedNode])
    case any([ResolvedNode])
    case conditional(ResolvedNode, ResolvedNode, ResolvedNode)
    case equal(ResolvedNode, ResolvedNode, Equality)
    case order(ResolvedNode, ResolvedNode, Order)
    case within(ResolvedNode, ResolvedNode, Equality)
    case plus(ResolvedNode, ResolvedNode)
    case minus(ResolvedNode, ResolvedNode)
    case negative(ResolvedNode)
    case list([ResolvedNode])

    case has(ResolvedNode)
    case orValue(ResolvedNode, ResolvedNode)
    case active(String)
    case size(ResolvedNode)
    case lower(ResolvedNode)
    case domainOf(ResolvedNode)
    case subdomain(ResolvedNode, ResolvedNode)
    case textTest(TextTest, ResolvedNode, ResolvedNode)
    case comprehension(ListFunction, ResolvedNode, slot: Int, ResolvedNode)
    case timestamp(ResolvedNode, secondOfDay: Int64, zone: ResolvedNode)
    case date(ResolvedNode, zone: ResolvedNode)
    case convert(ResolvedNode, Conversion)
}

/// What the implicit conversions of `format.md` section 14 do to a value.
indirect enum Conversion: Sendable, Equatable {
    /// The value stays as it is: `enum` as `text`.
    case none
    /// An address as the person behind it.
    case person
    /// Each element.
    case elements(Conversion)

    /// How values of one type become values of the other, `nil` if they do not.
    ///
    /// Bounds are not compared.
    init?(from source: ValueType, to target: ValueType) {
        switch (source, target) {
        case (.text, .text), (.email, .email), (.domainIdentifier, .domainIdentifier), (.boolean, .boolean),
            (.integer, .integer), (.date, .date), (.timestamp, .timestamp), (.duration, .duration),
            (.person, .person), (.account, .account), (.enumeration, .text):
            self = .none
        case (.email, .person): self = .person
        case (.enumeration(let options), .enumeration(let known)):
            guard options.allSatisfy(known.contains) else { return nil }
            self = .none
        case (.instance(workflow: let name), .instance(workflow: let other)):
            guard name == other else { return nil }
            self = .none
        case (.list(of: let source, min: _, max: _), .list(of: let target, min: _, max: _)):
            guard let inner = Conversion(from: source, to: target) else { return nil }
            self = inner == .none ? .none : .elements(inner)
        case (.record(let fields), .record(let known)):
            guard Conversion.fit(fields, known) else { return nil }
            self = .none
        case (.map(let map), .map(let known)):
            guard map.key == known.key, Conversion(from: map.element, to: known.element) == Conversion.none else {
                return nil
            }
            self = .none
        default: return nil
        }
    }

    /// Whether each field has its counterpart, unconverted, and no required one is missing.
    private static func fit(_ fields: [Field], _ known: [Field]) -> Bool {
        let allKnown = fields.allSatisfy { field in
            known.contains { $0.name == field.name && Conversion(from: field.type, to: $0.type) == Conversion.none }
        }
        let noneMissing = known.allSatisfy { target in
            target.isOptional || fields.contains { $0.name == target.name && !$0.isOptional }
        }
        return allKnown && noneMissing
    }

    func apply(to value: Value) -> Value {
        switch (self, value) {
        case (.person, .text(let email)): .person(PersonReference(email: email))
        case (.elements(let inner), .list(let elements)): .list(elements.map { inner.apply(to: $0) })
        default: value
        }
    }
}
