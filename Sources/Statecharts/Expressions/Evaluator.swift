/// The variables of list functions, which are nested at most twice.
struct Locals {
    var outer: Value?
    var inner: Value?

    subscript(slot: Int) -> Value? {
        get { slot == 0 ? outer : inner }
        set { if slot == 0 { outer = newValue } else { inner = newValue } }
    }
}

extension ResolvedNode {
    /// Whether a boolean node is true; absent counts as false.
    func holds(in scope: Scope, _ locals: Locals) -> Bool {
        switch self {
        case .not(let operand): return !operand.holds(in: scope, locals)
        case .all(let operands):
            for operand in operands where !operand.holds(in: scope, locals) { return false }
            return true
        case .any(let operands):
            for operand in operands where operand.holds(in: scope, locals) { return true }
            return false
        case .equal(let left, let right, let equality):
            guard let left = left.value(in: scope, locals), let right = right.value(in: scope, locals) else {
                return false
            }
            return equality.holds(left, right)
        case .order(let left, let right, let order):
            guard let left = left.value(in: scope, locals), let right = right.value(in: scope, locals) else {
                return false
            }
            return order.holds(left, right)
        case .within(let element, let list, let equality):
            guard let element = element.value(in: scope, locals),
                case .list(let elements)? = list.value(in: scope, locals)
            else { return false }
            return elements.contains { equality.holds(element, $0) }
        case .has(let path): return path.value(in: scope, locals) != nil
        case .active(let state): return scope.activeStates.contains(state)
        case .textTest(let test, let text, let part):
            guard case .text(let text)? = text.value(in: scope, locals),
                case .text(let part)? = part.value(in: scope, locals)
            else { return false }
            return test.holds(text, part)
        default:
            guard case .boolean(let flag)? = value(in: scope, locals) else { return false }
            return flag
        }
    }

    /// The value; `nil` is absent.
    func value(in scope: Scope, _ locals: Locals) -> Value? {
        switch self {
        case .constant(let value): value
        case .context(let name): scope.context[name]
        case .data(let name): scope.data[name]
        case .fact(let name): scope.facts[name]
        case .variable(let name): scope.variables[name]
        case .local(let slot): locals[slot]
        case .caller(let part): scope.caller.map { part.value(of: $0) }
        case .now: .timestamp(scope.now)
        case .not, .all, .any, .equal, .order, .within, .has, .active, .textTest: .boolean(holds(in: scope, locals))
        case .member, .emailOfPerson, .entry, .conditional, .orValue, .list, .convert: structural(in: scope, locals)
        case .plus, .minus, .negative: arithmetic(in: scope, locals)
        case .comprehension(let function, let list, let slot, let body):
            ResolvedNode.comprehension(function, list, slot, body, in: scope, locals)
        case .size, .lower, .domainOf, .subdomain, .timestamp, .date: function(in: scope, locals)
        }
    }

    private func structural(in scope: Scope, _ locals: Locals) -> Value? {
        switch self {
        case .member(let base, let name):
            guard case .record(let record)? = base.value(in: scope, locals) else { return nil }
            return record[name]
        case .emailOfPerson(let base):
            guard case .person(let person)? = base.value(in: scope, locals) else { return nil }
            return .text(person.email)
        case .entry(let base, let element, let map):
            guard case .record(let record)? = base.value(in: scope, locals),
                let element = element.value(in: scope, locals)
            else { return nil }
            return map.entry(of: element, in: record)
        case .conditional(let condition, let first, let second):
            return (condition.holds(in: scope, locals) ? first : second).value(in: scope, locals)
        case .orValue(let path, let other): return path.value(in: scope, locals) ?? other.value(in: scope, locals)
        case .list(let elements): return .list(elements.compactMap { $0.value(in: scope, locals) })
        case .convert(let base, let conversion): return base.value(in: scope, locals).map { conversion.apply(to: $0) }
        default: return nil
        }
    }

    private func arithmetic(in scope: Scope, _ locals: Locals) -> Value? {
        switch self {
        case .plus(let left, let right):
            guard let left = left.value(in: scope, locals), let right = right.value(in: scope, locals) else {
                return nil
            }
            return ResolvedNode.sum(left, right)
        case .minus(let left, let right):
            guard let left = left.value(in: scope, locals), let right = right.value(in: scope, locals) else {
                return nil
            }
            return ResolvedNode.difference(left, right)
        case .negative(let operand):
            guard let operand = operand.value(in: scope, locals) else { return nil }
            return ResolvedNode.difference(.integer(0), operand)
        default: return nil
        }
    }

    private static func sum(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): .integer(Value.saturating(left, plus: right))
        case (.text(let left), .text(let right)): .text(left + right)
        case (.list(let left), .list(let right)): .list(left + right)
        case (.timestamp(let moment), .duration(let span)): .timestamp(moment.adding(span))
        case (.duration(let left), .duration(let right)):
            .duration(Span(microseconds: Value.saturating(left.microseconds, plus: right.microseconds)))
        default: nil
        }
    }

    private static func difference(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): .integer(saturating(left, minus: right))
        case (.timestamp(let left), .timestamp(let right)):
            .duration(Span(microseconds: saturating(left.microseconds, minus: right.microseconds)))
        case (.timestamp(let moment), .duration(let span)):
            .timestamp(Timestamp(microseconds: saturating(moment.microseconds, minus: span.microseconds)))
        case (.duration(let left), .duration(let right)):
            .duration(Span(microseconds: saturating(left.microseconds, minus: right.microseconds)))
        default: nil
        }
    }

    private static func saturating(_ left: Int64, minus right: Int64) -> Int64 {
        // The smallest integer has no opposite; values of the format never come near it, decoded ones might.
        Value.saturating(left, plus: right == .min ? .max : -right)
    }

    private static func comprehension(
        _ function: ListFunction, _ list: ResolvedNode, _ slot: Int, _ body: ResolvedNode, in scope: Scope,
        _ locals: Locals
    ) -> Value? {
        guard case .list(let elements)? = list.value(in: scope, locals) else { return nil }
        var locals = locals
        var result: [Value] = []
        for element in elements {
            locals[slot] = element
            switch function {
            case .exists: if body.holds(in: scope, locals) { return .boolean(true) }
            case .all: if !body.holds(in: scope, locals) { return .boolean(false) }
            case .filter: if body.holds(in: scope, locals) { result.append(element) }
            case .map: if let value = body.value(in: scope, locals) { result.append(value) }
            }
        }
        switch function {
        case .exists: return .boolean(false)
        case .all: return .boolean(true)
        case .filter, .map: return .list(result)
        }
    }

    private func function(in scope: Scope, _ locals: Locals) -> Value? {
        switch self {
        case .size(let operand):
            switch operand.value(in: scope, locals) {
            case .text(let text)?: return .integer(Int64(text.unicodeScalars.count))
            case .list(let elements)?: return .integer(Int64(elements.count))
            case .record(let entries)?: return .integer(Int64(entries.count))
            default: return nil
            }
        case .lower(let text):
            guard case .text(let text)? = text.value(in: scope, locals) else { return nil }
            return .text(text.lowercased())
        case .domainOf(let email):
            guard case .text(let email)? = email.value(in: scope, locals) else { return nil }
            return .text(EmailSyntax.domain(of: email))
        case .subdomain(let prefix, let domain):
            guard case .text(let prefix)? = prefix.value(in: scope, locals),
                case .text(let domain)? = domain.value(in: scope, locals)
            else { return nil }
            return .text(prefix.isEmpty ? domain : "\(prefix.lowercased()).\(domain)")
        case .timestamp(let date, let secondOfDay, let zone):
            guard case .text(let date)? = date.value(in: scope, locals), let day = CivilDate(iso8601: date),
                case .text(let zone)? = zone.value(in: scope, locals)
            else { return nil }
            return .timestamp(ZonedTime.timestamp(day, secondOfDay: secondOfDay, zone: zone))
        case .date(let moment, let zone):
            guard case .timestamp(let moment)? = moment.value(in: scope, locals),
                case .text(let zone)? = zone.value(in: scope, locals)
            else { return nil }
            return .text(ZonedTime.date(moment, zone: zone).iso8601)
        default: return nil
        }
    }
}

extension ResolvedNode.CallerPart {
    fileprivate func value(of caller: CallerValues) -> Value {
        switch self {
        case .person: .person(caller.person)
        case .email: .text(caller.person.email)
        case .language: .text(caller.language)
        case .session: .text(caller.session)
        }
    }
}

extension ResolvedNode.Order {
    fileprivate func holds(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): holds(left, right)
        case (.timestamp(let left), .timestamp(let right)): holds(left, right)
        case (.duration(let left), .duration(let right)): holds(left, right)
        case (.text(let left), .text(let right)):
            switch self {
            case .less: left.precedesInCodePoints(right)
            case .lessOrEqual: !right.precedesInCodePoints(left)
            case .greater: right.precedesInCodePoints(left)
            case .greaterOrEqual: !left.precedesInCodePoints(right)
            }
        default: false
        }
    }

    private func holds<T: Comparable>(_ left: T, _ right: T) -> Bool {
        switch self {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}

extension ResolvedNode.TextTest {
    fileprivate func holds(_ text: String, _ part: String) -> Bool {
        switch self {
        case .startsWith: text.utf8.starts(with: part.utf8)
        case .endsWith: text.utf8.reversed().starts(with: part.utf8.reversed())
        case .contains: text.hasBytes(of: part)
        }
    }
}

extension String {
    /// Whether the bytes of the other stand in this text.
    fileprivate func hasBytes(of part: String) -> Bool {
        let bytes = Array(utf8)
        let wanted = Array(part.utf8)
        guard wanted.count <= bytes.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
    }
}
