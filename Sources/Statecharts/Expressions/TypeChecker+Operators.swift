extension TypeChecker {
    /// `&&` or `||` over all its operands; each sees what those before it have shown.
    mutating func junction(_ operands: [Syntax], isAll: Bool) throws(ExpressionError) -> Typed {
        let outside = present
        defer { present = outside }
        var nodes: [ResolvedNode] = []
        var cost = 1
        var together: Set<String> = []
        var common: Set<String>?
        for operand in operands {
            let typed = try value(operand, expecting: .boolean)
            nodes.append(typed.node)
            cost = TypeChecker.add(cost, typed.cost)
            let goesOn = isAll ? typed.whenTrue : typed.whenFalse
            let stops = isAll ? typed.whenFalse : typed.whenTrue
            // An operand that ends it early has been reached with all that was shown before.
            let known = stops.union(together)
            common = common.map { $0.intersection(known) } ?? known
            together.formUnion(goesOn)
            present.formUnion(goesOn)
        }
        return Typed(
            node: isAll ? .all(nodes) : .any(nodes), type: .boolean,
            whenTrue: isAll ? together : common ?? [], whenFalse: isAll ? common ?? [] : together, cost: cost
        )
    }

    mutating func conditional(
        _ condition: Syntax, _ first: Syntax, _ second: Syntax, expecting: ValueType?
    ) throws(ExpressionError) -> Typed {
        let wasTesting = isTesting
        isTesting = true
        let test = try value(condition, expecting: .boolean)
        isTesting = wasTesting
        let outside = present
        defer { present = outside }
        var (left, right): (Typed, Typed)
        if expecting == nil, first.isLiteralLike, !second.isLiteralLike {
            present = outside.union(test.whenFalse)
            right = try value(second)
            present = outside.union(test.whenTrue)
            left = try value(first, expecting: right.type)
        } else {
            present = outside.union(test.whenTrue)
            left = try value(first, expecting: expecting)
            present = outside.union(test.whenFalse)
            right = try value(second, expecting: expecting ?? (second.isLiteralLike ? left.type : nil))
        }
        (left, right) = try unified(left, right, at: second.offset)
        return Typed(
            node: .conditional(test.node, left.node, right.node), type: left.type.joined(with: right.type),
            cost: TypeChecker.add(test.cost, TypeChecker.add(1, max(left.cost, right.cost)))
        )
    }

    mutating func negative(_ operand: Syntax) throws(ExpressionError) -> Typed {
        let typed = try value(operand)
        guard case .integer(let low, let high) = typed.type else {
            throw mismatch("an integer is due after '-', this is \(typed.type.name)", at: operand.offset)
        }
        return Typed(
            node: .negative(typed.node), type: .integer(min: 0 &- high, max: 0 &- low),
            cost: TypeChecker.add(typed.cost, 1)
        )
    }

    mutating func binary(
        _ sign: Syntax.Operator, _ left: Syntax, _ right: Syntax, at offset: Int
    ) throws(ExpressionError) -> Typed {
        switch sign {
        case .equal, .unequal:
            let (left, right) = try pair(left, right, at: offset)
            let node = ResolvedNode.equal(left.node, right.node, Equality(of: left.type))
            return Typed(
                node: sign == .equal ? node : .not(node), type: .boolean, cost: cost(left, right, left.type.weight)
            )
        case .less: return try order(.less, left, right, at: offset)
        case .lessOrEqual: return try order(.lessOrEqual, left, right, at: offset)
        case .greater: return try order(.greater, left, right, at: offset)
        case .greaterOrEqual: return try order(.greaterOrEqual, left, right, at: offset)
        case .within: return try within(left, right, at: offset)
        case .plus: return try plus(left, right, at: offset)
        case .minus: return try minus(left, right, at: offset)
        }
    }

    /// Both sides with the same type; text literals take the type of the other side.
    private mutating func pair(
        _ left: Syntax, _ right: Syntax, at offset: Int
    ) throws(ExpressionError) -> (Typed, Typed) {
        if left.isLiteralLike, !right.isLiteralLike {
            let second = try value(right)
            return try unified(try value(left, expecting: second.type), second, at: offset)
        }
        let first = try value(left)
        return try unified(first, try value(right, expecting: right.isLiteralLike ? first.type : nil), at: offset)
    }

    private func unified(_ left: Typed, _ right: Typed, at offset: Int) throws(ExpressionError) -> (Typed, Typed) {
        if Conversion(from: right.type, to: left.type) != nil {
            return (left, try convert(right, to: left.type, at: offset))
        }
        if Conversion(from: left.type, to: right.type) != nil {
            return (try convert(left, to: right.type, at: offset), right)
        }
        if case .enumeration = left.type, case .enumeration = right.type { return (left, right) }
        throw mismatch("\(left.type.name) and \(right.type.name) do not go together", at: offset)
    }

    private func cost(_ left: Typed, _ right: Typed, _ own: Int) -> Int {
        TypeChecker.add(own, TypeChecker.add(left.cost, right.cost))
    }

    private mutating func order(
        _ order: ResolvedNode.Order, _ left: Syntax, _ right: Syntax, at offset: Int
    ) throws(ExpressionError) -> Typed {
        let (left, right) = try pair(left, right, at: offset)
        switch left.type {
        case .integer, .text, .date, .timestamp, .duration: break
        case .email, .domainIdentifier, .boolean, .enumeration, .list, .record, .map, .person, .account, .instance:
            throw mismatch("\(left.type.name) has no order", at: offset)
        }
        return Typed(node: .order(left.node, right.node, order), type: .boolean, cost: cost(left, right, 1))
    }

    private mutating func within(_ left: Syntax, _ right: Syntax, at offset: Int) throws(ExpressionError) -> Typed {
        var element: Typed
        var list: Typed
        if right.isLiteralLike {
            element = try value(left)
            list = try value(right, expecting: .list(of: element.type, min: 0, max: .max))
        } else {
            list = try value(right)
            element = try value(left, expecting: left.isLiteralLike ? list.type.element : nil)
        }
        guard case .list(of: let type, min: _, max: let max) = list.type else {
            throw mismatch("a list is due right of 'in', this is \(list.type.name)", at: right.offset)
        }
        if Conversion(from: element.type, to: type) != nil {
            element = try convert(element, to: type, at: offset)
        } else {
            list = try convert(list, to: .list(of: element.type, min: 0, max: max), at: offset)
        }
        let steps = TypeChecker.multiply(max, element.type.weight)
        return Typed(
            node: .within(element.node, list.node, Equality(of: element.type)), type: .boolean,
            cost: cost(element, list, TypeChecker.add(1, steps))
        )
    }

    private mutating func plus(_ left: Syntax, _ right: Syntax, at offset: Int) throws(ExpressionError) -> Typed {
        let (left, right) = try operands(left, right)
        let node = ResolvedNode.plus(left.node, right.node)
        let type: ValueType
        switch (left.type, right.type) {
        case (.integer(let low, let high), .integer(let otherLow, let otherHigh)):
            type = .integer(
                min: Value.saturating(low, plus: otherLow), max: Value.saturating(high, plus: otherHigh)
            )
        case (.text, .text), (.enumeration, .text), (.text, .enumeration), (.enumeration, .enumeration):
            type = .text(left.type.textBounds.followed(by: right.type.textBounds))
        case (.list, .list): return try concatenation(left, right, at: offset)
        case (.timestamp, .duration): type = .timestamp
        case (.duration, .duration): type = .duration
        default: throw mismatch("\(left.type.name) and \(right.type.name) cannot be added", at: offset)
        }
        return Typed(node: node, type: type, cost: cost(left, right, 1))
    }

    private func concatenation(_ left: Typed, _ right: Typed, at offset: Int) throws(ExpressionError) -> Typed {
        let (left, right) = try unified(left, right, at: offset)
        guard case .list(of: let element, min: let low, max: let high) = left.type,
            case .list(of: let other, min: let otherLow, max: let otherHigh) = right.type
        else { throw mismatch("\(left.type.name) and \(right.type.name) cannot be added", at: offset) }
        let type = ValueType.list(
            of: element.joined(with: other), min: TypeChecker.add(low, otherLow), max: TypeChecker.add(high, otherHigh)
        )
        return Typed(
            node: .plus(left.node, right.node), type: type,
            cost: cost(left, right, TypeChecker.add(1, TypeChecker.add(high, otherHigh)))
        )
    }

    private mutating func minus(_ left: Syntax, _ right: Syntax, at offset: Int) throws(ExpressionError) -> Typed {
        let (left, right) = try operands(left, right)
        let type: ValueType
        switch (left.type, right.type) {
        case (.integer(let low, let high), .integer(let otherLow, let otherHigh)):
            type = .integer(
                min: Value.saturating(low, plus: 0 &- otherHigh), max: Value.saturating(high, plus: 0 &- otherLow)
            )
        case (.timestamp, .duration): type = .timestamp
        case (.timestamp, .timestamp), (.duration, .duration): type = .duration
        default: throw mismatch("\(right.type.name) cannot be taken from \(left.type.name)", at: offset)
        }
        return Typed(node: .minus(left.node, right.node), type: type, cost: cost(left, right, 1))
    }

    /// Both sides of a sum; a list of literals takes the type of the other list.
    private mutating func operands(_ left: Syntax, _ right: Syntax) throws(ExpressionError) -> (Typed, Typed) {
        if left.isLiteralLike, !right.isLiteralLike {
            let second = try value(right)
            return (try value(left, expecting: second.type.listOnly), second)
        }
        let first = try value(left)
        return (first, try value(right, expecting: right.isLiteralLike ? first.type.listOnly : nil))
    }
}
