extension TypeChecker {
    private static let functions = [
        "has", "size", "in", "lower", "domainOf", "subdomain", "duration", "timestamp", "date",
    ]
    private static let methods = [
        "orValue", "startsWith", "endsWith", "contains", "exists", "all", "filter", "map",
    ]
    private static let anyText = ValueType.text(TextBounds(max: .max, isMultiline: true))

    /// `name(arguments)`.
    mutating func call(_ name: String, _ arguments: [Syntax], at offset: Int) throws(ExpressionError) -> Typed {
        switch name {
        case "has":
            try require(1, arguments, name, at: offset)
            return try has(arguments[0])
        case "in":
            try require(1, arguments, name, at: offset)
            return try active(arguments[0], at: offset)
        case "size":
            try require(1, arguments, name, at: offset)
            return try size(arguments[0])
        case "lower":
            try require(1, arguments, name, at: offset)
            let text = try value(arguments[0], expecting: TypeChecker.anyText)
            // Lower case of one character has at most three.
            let bounds = TextBounds(
                max: TypeChecker.multiply(text.type.textBounds.max, 3), isMultiline: text.type.textBounds.isMultiline
            )
            return Typed(node: .lower(text.node), type: .text(bounds), cost: TypeChecker.add(text.cost, 1))
        case "domainOf":
            try require(1, arguments, name, at: offset)
            let email = try value(arguments[0], expecting: .email)
            return Typed(node: .domainOf(email.node), type: .domainIdentifier, cost: TypeChecker.add(email.cost, 1))
        case "subdomain":
            try require(2, arguments, name, at: offset)
            let prefix = try value(arguments[0], expecting: TypeChecker.anyText)
            let domain = try value(arguments[1], expecting: .domainIdentifier)
            return Typed(
                node: .subdomain(prefix.node, domain.node), type: .domainIdentifier,
                cost: TypeChecker.add(1, TypeChecker.add(prefix.cost, domain.cost))
            )
        case "duration":
            try require(1, arguments, name, at: offset)
            return try duration(arguments[0])
        case "timestamp":
            try require(3, arguments, name, at: offset)
            return try timestamp(arguments)
        case "date":
            try require(2, arguments, name, at: offset)
            let moment = try value(arguments[0], expecting: .timestamp)
            let zone = try value(arguments[1], expecting: TypeChecker.anyText)
            return Typed(
                node: .date(moment.node, zone: zone.node), type: .date,
                cost: TypeChecker.add(1, TypeChecker.add(moment.cost, zone.cost))
            )
        default: throw unknown(name, among: TypeChecker.functions, at: offset)
        }
    }

    /// `base.name(arguments)`.
    mutating func method(
        _ base: Syntax, _ name: String, _ arguments: [Syntax], expecting: ValueType?, at offset: Int
    ) throws(ExpressionError) -> Typed {
        switch name {
        case "orValue":
            try require(1, arguments, name, at: offset)
            return try orValue(base, arguments[0], expecting: expecting, at: offset)
        case "startsWith": return try textTest(.startsWith, base, arguments, name, at: offset)
        case "endsWith": return try textTest(.endsWith, base, arguments, name, at: offset)
        case "contains": return try textTest(.contains, base, arguments, name, at: offset)
        case "exists": return try comprehension(.exists, base, arguments, name, at: offset)
        case "all": return try comprehension(.all, base, arguments, name, at: offset)
        case "filter": return try comprehension(.filter, base, arguments, name, at: offset)
        case "map": return try comprehension(.map, base, arguments, name, at: offset)
        default: throw unknown(name, among: TypeChecker.methods, at: offset)
        }
    }

    private func unknown(_ name: String, among known: [String], at offset: Int) -> ExpressionError {
        let choice = Suggestion.choice(for: name, among: known)
        return ExpressionError(
            code: "E021", message: "unknown function '\(name)'\(choice)", offset: offset,
            suggestion: Suggestion.nearest(to: name, among: known)
        )
    }

    private func require(
        _ count: Int, _ arguments: [Syntax], _ name: String, at offset: Int
    ) throws(ExpressionError) {
        guard arguments.count == count else {
            throw mismatch(
                "\(name) takes \(count) argument\(count == 1 ? "" : "s"), not \(arguments.count)", at: offset)
        }
    }

    private mutating func has(_ argument: Syntax) throws(ExpressionError) -> Typed {
        let typed = try check(argument, expecting: nil)
        guard let path = typed.path else { throw mismatch("has takes a path", at: argument.offset) }
        // Who has a field has all that it stands in.
        var shown: Set<String> = []
        var words = path.split(separator: ".")
        while !words.isEmpty {
            shown.insert(words.joined(separator: "."))
            words.removeLast()
        }
        return Typed(node: .has(typed.node), type: .boolean, whenTrue: shown, cost: TypeChecker.add(typed.cost, 1))
    }

    private func active(_ argument: Syntax, at offset: Int) throws(ExpressionError) -> Typed {
        guard let states = environment.states else {
            throw ExpressionError(code: "E045", message: "'in(…)' is not available here", offset: offset)
        }
        guard case .text(let state) = argument.kind else {
            throw mismatch("in takes the name of a state in quotes", at: argument.offset)
        }
        guard states.contains(state) else {
            throw ExpressionError(
                code: "E012", message: "unknown state '\(state)'", offset: argument.offset,
                suggestion: Suggestion.nearest(to: state, among: states)
            )
        }
        return Typed(node: .active(state), type: .boolean)
    }

    private mutating func size(_ argument: Syntax) throws(ExpressionError) -> Typed {
        let typed = try value(argument)
        let bounds: (min: Int, max: Int)
        switch typed.type {
        case .text(let text): bounds = (text.min, text.max)
        case .list(of: _, min: let min, max: let max): bounds = (min, max)
        case .map(let map): bounds = (0, map.max)
        case .email, .domainIdentifier, .boolean, .integer, .enumeration, .date, .timestamp, .duration, .record,
            .person,
            .account, .instance:
            throw mismatch("size takes text, a list or a map, not \(typed.type.name)", at: argument.offset)
        }
        return Typed(
            node: .size(typed.node), type: .integer(min: Int64(bounds.min), max: Int64(bounds.max)),
            cost: TypeChecker.add(typed.cost, 1)
        )
    }

    private func duration(_ argument: Syntax) throws(ExpressionError) -> Typed {
        guard case .text(let text) = argument.kind, let span = Span(iso8601: text) else {
            throw mismatch("duration takes a literal such as 'P30D' or 'PT24H'", at: argument.offset)
        }
        return Typed(node: .constant(.duration(span)), type: .duration)
    }

    private mutating func timestamp(_ arguments: [Syntax]) throws(ExpressionError) -> Typed {
        let date = try value(arguments[0], expecting: .date)
        guard case .text(let text) = arguments[1].kind, let second = TypeChecker.secondOfDay(text) else {
            throw mismatch("a time of day such as '07:00' is due", at: arguments[1].offset)
        }
        let zone = try value(arguments[2], expecting: TypeChecker.anyText)
        return Typed(
            node: .timestamp(date.node, secondOfDay: second, zone: zone.node), type: .timestamp,
            cost: TypeChecker.add(1, TypeChecker.add(date.cost, zone.cost))
        )
    }

    private static func secondOfDay(_ text: String) -> Int64? {
        var digits = DigitReader(text)
        guard let hour = digits.number(of: 2), hour < 24, digits.take(UInt8(ascii: ":")),
            let minute = digits.number(of: 2), minute < 60, digits.isAtEnd
        else { return nil }
        return hour * 3_600 + minute * 60
    }

    private mutating func orValue(
        _ base: Syntax, _ argument: Syntax, expecting: ValueType?, at offset: Int
    ) throws(ExpressionError) -> Typed {
        let path = try check(base, expecting: nil)
        guard path.path != nil else { throw mismatch("orValue stands behind a path", at: offset) }
        let other = try value(argument, expecting: path.type)
        return Typed(
            node: .orValue(path.node, other.node), type: path.type.joined(with: other.type),
            cost: TypeChecker.add(1, TypeChecker.add(path.cost, other.cost))
        )
    }

    private mutating func textTest(
        _ test: ResolvedNode.TextTest, _ base: Syntax, _ arguments: [Syntax], _ name: String, at offset: Int
    ) throws(ExpressionError) -> Typed {
        try require(1, arguments, name, at: offset)
        let text = try value(base, expecting: TypeChecker.anyText)
        let part = try value(arguments[0], expecting: TypeChecker.anyText)
        return Typed(
            node: .textTest(test, text.node, part.node), type: .boolean,
            cost: TypeChecker.add(1, TypeChecker.add(text.cost, part.cost))
        )
    }

    private mutating func comprehension(
        _ function: ResolvedNode.ListFunction, _ base: Syntax, _ arguments: [Syntax], _ name: String, at offset: Int
    ) throws(ExpressionError) -> Typed {
        try require(2, arguments, name, at: offset)
        let list = try value(base)
        guard case .list(of: let element, min: let min, max: let max) = list.type else {
            throw mismatch("\(name) stands behind a list, not \(list.type.name)", at: offset)
        }
        guard case .name(let variable) = arguments[0].kind else {
            throw mismatch("the first argument of \(name) names the variable", at: arguments[0].offset)
        }
        let taken = TypeChecker.rootNames + environment.variables.keys + locals.map(\.name)
        guard !taken.contains(variable) else {
            throw mismatch("the name '\(variable)' is taken", at: arguments[0].offset)
        }
        guard locals.count < 2 else {
            throw ExpressionError(
                code: "E044", message: "list functions in each other more than twice; at most two", offset: offset)
        }
        locals.append((name: variable, type: element))
        // What the outer variable of the same name has shown is not shown of this one.
        let outside = present
        defer {
            locals.removeLast()
            present = outside
        }
        let slot = locals.count - 1
        let body = try value(arguments[1], expecting: function == .map ? nil : .boolean)
        let type: ValueType =
            switch function {
            case .exists, .all: .boolean
            case .filter: .list(of: element, min: 0, max: max)
            case .map: .list(of: body.type, min: min, max: max)
            }
        return Typed(
            node: .comprehension(function, list.node, slot: slot, body.node), type: type,
            cost: TypeChecker.add(list.cost, TypeChecker.add(1, TypeChecker.multiply(max, body.cost)))
        )
    }
}
