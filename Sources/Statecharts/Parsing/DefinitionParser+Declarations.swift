/// What a file declares by name: types, context, facts, actions (`format.md` sections 3 and 4).
extension DefinitionParser {
    /// Takes down every declared name before anything may refer to it.
    mutating func declare(_ root: YAMLValue) {
        for entry in root["context"]?.entries ?? [] { contextEntries[entry.key] = entry }
        for entry in root["types"].map({ named($0, "types") }) ?? [] {
            checkCamelCase(entry.key, "a type", at: entry.place)
            typeEntries[entry.key] = entry
        }
        for entry in typeEntries.values.sorted(by: { $0.place < $1.place }) { resolveType(entry) }
        for entry in root["context"].map({ named($0, "context") }) ?? [] { declareContext(entry) }
        for entry in root["actions"].map({ named($0, "actions") }) ?? [] { declareAction(entry) }
        for entry in root["facts"].map({ named($0, "facts") }) ?? [] { declareFact(entry) }
        for entry in root["forms"].map({ named($0, "forms") }) ?? [] { formEntries[entry.key] = entry }
        for entry in root["mails"].map({ named($0, "mails") }) ?? [] { mailNames.insert(entry.key) }
        for entry in root["roles"].map({ named($0, "roles") }) ?? [] { declareRole(entry) }
        for entry in root["roles"]?.entries ?? [] { resolveExceptions(of: entry) }
        checkExceptions(root["roles"]?.entries ?? [])
    }

    private mutating func resolveType(_ entry: YAMLEntry) {
        let known = uses
        let asField = YAMLValue(place: entry.place, content: .scalar(entry.key, .block))
        _ = declaredType(asField)
        if !known.contains(.type(entry.key)) { uses.remove(.type(entry.key)) }
    }

    private mutating func declareContext(_ entry: YAMLEntry) {
        guard let field = field(entry, "a context field") else {
            suspects.insert("context.\(entry.key)")
            suspects.insert("data.\(entry.key)")
            context.append(Field(name: entry.key, type: .boolean, isOptional: true, personal: false))
            return
        }
        context.append(field)
        if field.personal == nil, field.type.holdsOnlyText {
            warn("W304", "'\(field.name)' says neither 'personal: true' nor 'personal: false'", at: entry.place)
        }
    }

    private mutating func declareAction(_ entry: YAMLEntry) {
        checkCamelCase(entry.key, "an action", at: entry.place)
        let value = entry.value
        let isMapping = members(value, of: "an action", allowed: ["with", "result", "refused"], required: ["with"])
        let inputs = (isMapping == nil ? nil : value["with"]).map { named($0, "with") } ?? []
        let results = value["result"].map { named($0, "result") } ?? []
        var refusals: [String] = []
        for element in value["refused"].flatMap({ list($0, "a list of refusals") }) ?? [] {
            guard let name = text(element, "a refusal's name") else { continue }
            checkCamelCase(name, "a refusal", at: element.place)
            refusals.append(name)
        }
        actions[entry.key] = ActionDeclaration(
            name: entry.key, inputs: inputs.compactMap { field($0, "an input", isBounded: false) },
            results: results.compactMap { field($0, "a result", isBounded: false) }, refusals: refusals)
        checkSignature(of: entry)
    }

    private mutating func declareFact(_ entry: YAMLEntry) {
        checkCamelCase(entry.key, "a fact", at: entry.place)
        let callValue: YAMLValue
        var declared: DeclaredType?
        if entry.value.text != nil {
            callValue = entry.value
        } else {
            guard entry.value.entries != nil, let call = entry.value["call"] else {
                _ = members(
                    entry.value, of: "a fact", allowed: entry.value.entries?.map(\.key) ?? [], required: ["call"])
                return suspectFact(entry.key)
            }
            callValue = call
            declared = declaredType(entry.value, of: "a fact", extra: ["call"])
            if let given = entry.value.entries?.first(where: { Self.fieldKeys.dropFirst().contains($0.key) }) {
                fault("E005", "a fact has no key '\(given.key)'", at: given.place)
            }
            guard declared != nil else { return suspectFact(entry.key) }
        }
        guard let text = text(callValue, "a call such as isPartner(caller.person)"),
            let call = callText(text, at: callValue)
        else { return suspectFact(entry.key) }
        guard let type = declared?.type ?? signature(of: call, at: callValue)?.result else {
            if surroundings.facts == nil { fault("E006", "a fact needs the key 'type'", at: callValue.place) }
            return suspectFact(entry.key)
        }
        facts[entry.key] = FactHeader(name: entry.key, call: call, callValue: callValue, type: type)
    }

    private mutating func suspectFact(_ name: String) {
        suspects.insert("facts.\(name)")
    }

    mutating func callText(_ text: String, at value: YAMLValue) -> CallText? {
        do {
            return try CallText(parsing: text)
        } catch {
            fault(error.code, error.message, at: value.place(atByte: error.offset), suggestion: error.suggestion)
            return nil
        }
    }

    private mutating func signature(of call: CallText, at value: YAMLValue) -> FactSignature? {
        guard let registered = surroundings.facts else { return nil }
        guard let signature = registered[call.name] else {
            unknown("E015", "registered fact", call.name, at: value.place, among: registered.keys)
            return nil
        }
        return signature
    }

    /// The facts with typed arguments; last, because what `data` may be is known only after all forms.
    mutating func factDeclarations() -> [String: FactDeclaration] {
        let anyContext = Dictionary(context.map { ($0.name, FieldType($0)) }) { first, _ in first }
        let environment = TypeEnvironment(context: anyContext, data: dataUnion, hasCaller: true)
        var declarations: [String: FactDeclaration] = [:]
        for header in facts.values.sorted(by: { $0.callValue.place < $1.callValue.place }) {
            let signature = signature(of: header.call, at: header.callValue)
            let expected = signature?.arguments
            if let expected, expected.count != header.call.arguments.count {
                let counts = "\(expected.count) arguments, not \(header.call.arguments.count)"
                fault("E024", "'\(header.call.name)' is registered with \(counts)", at: header.callValue.place)
            }
            if let signature, !signature.result.agrees(with: header.type) {
                let kinds = "\(signature.result.kindName), not \(header.type.kindName)"
                fault(
                    "E024", "'\(header.call.name)' is registered with the answer \(kinds)", at: header.callValue.place)
            }
            var arguments: [Expression] = []
            for (index, argument) in header.call.arguments.enumerated() {
                let type = expected.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                if let parsed = self.argument(argument, of: header, expecting: type, in: environment) {
                    arguments.append(parsed)
                }
            }
            declarations[header.name] = FactDeclaration(
                name: header.name, function: header.call.name, arguments: arguments, type: header.type,
                readsData: header.reads("data"))
        }
        return declarations
    }

    private mutating func argument(
        _ argument: CallText.Argument, of header: FactHeader, expecting type: ValueType?,
        in environment: TypeEnvironment
    ) -> Expression? {
        do {
            let parsed = try Expression(
                parsing: argument.text, expecting: type, mayBeAbsent: true, in: environment)
            if !parsed.isPathOrLiteral {
                let place = header.callValue.place(atByte: argument.offset)
                fault("E045", "an argument must be a path or a literal", at: place)
            }
            return parsed
        } catch {
            let code = type != nil && error.code == "E042" ? "E024" : error.code
            let place = header.callValue.place(atByte: argument.offset + error.offset)
            fault(code, error.message, at: place, suggestion: error.suggestion, in: argument.text)
            suspects.insert("facts.\(header.name)")
            return nil
        }
    }

    private mutating func checkSignature(of entry: YAMLEntry) {
        guard let registered = surroundings.actions, let declared = actions[entry.key] else { return }
        guard let signature = registered[entry.key] else {
            return unknown("E016", "registered action", entry.key, at: entry.place, among: registered.keys)
        }
        compare(declared.inputs, signature.inputs, "input", entry.value["with"], at: entry.place)
        compare(declared.results, signature.results, "result", entry.value["result"], at: entry.place)
        let difference = Set(declared.refusals).symmetricDifference(signature.refusals).sorted()
        for refusal in difference {
            let isDeclared = declared.refusals.contains(refusal)
            let message = isDeclared ? "is not registered with" : "is registered with"
            let element = entry.value["refused"]?.elements?.first { $0.text == refusal }
            fault("E024", "'\(entry.key)' \(message) the refusal '\(refusal)'", at: element?.place ?? entry.place)
        }
    }

    private mutating func compare(
        _ declared: [Field], _ registered: [Field], _ kind: String, _ value: YAMLValue?, at place: Place
    ) {
        for field in declared {
            let place = value?.entry(field.name)?.place ?? place
            guard let other = registered.first(where: { $0.name == field.name }) else {
                fault(
                    "E024", "the registered action has no \(kind) '\(field.name)'", at: place,
                    suggestion: Suggestion.nearest(to: field.name, among: registered.map(\.name)))
                continue
            }
            if !other.type.agrees(with: field.type) {
                let kinds = "\(other.type.kindName), not \(field.type.kindName)"
                fault("E024", "\(kind) '\(field.name)' is registered as \(kinds)", at: place)
            } else if kind == "input", field.isOptional, !other.isOptional {
                fault("E024", "input '\(field.name)' is registered as one that must be given", at: place)
            }
        }
        for other in registered where kind == "input" && !other.isOptional {
            if declared.contains(where: { $0.name == other.name }) { continue }
            fault("E024", "the registered action needs the \(kind) '\(other.name)'", at: place)
        }
    }
}
