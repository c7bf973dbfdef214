/// A place where expressions stand: what they may read there, and what is told when they read more.
struct Site {
    var environment: TypeEnvironment
    /// Facts that are not read before this place, and the code for their use.
    var barredFacts: Set<String> = []
    var barredCode = "E045"
    /// Entry, exit and timers know neither who came nor with what: `data` and `caller` are E034 here, not E045.
    var isUnattended = false
    /// What stands here depends on a declaration at fault: its expressions are not told as well.
    var isSuspect = false
    /// The event, for the texts of its refusals.
    var event: String?
    /// Fields of the event's form, which a refusal may point at.
    var formFields: [String] = []

    /// The same place when these context fields have been set.
    func knowing(_ fields: some Sequence<String>, of context: [Field]) -> Site {
        var site = self
        for name in fields {
            guard let field = context.first(where: { $0.name == name }) else { continue }
            site.environment.context[name] = FieldType(field)
        }
        return site
    }
}

extension DefinitionParser {
    /// The state of the context: of an instance that stands somewhere, or of one that is only being started.
    enum Life { case standing, starting(afterSetting: Set<String>) }

    /// What expressions of an event or a timer read.
    ///
    /// - Parameters:
    ///   - data: what its form gives; `nil` where there is none to read.
    ///   - isGate: before the form is read: facts of `data` are not known yet.
    func site(
        _ life: Life, data: [String: FieldType]?, hasCaller: Bool, isGate: Bool = false, isUnattended: Bool = false
    ) -> Site {
        var environment = TypeEnvironment(
            context: contextTypes(life, areSet: false), data: data, hasCaller: hasCaller,
            states: Set(stateIndices.keys))
        if case .starting = life { environment.states = nil }
        var site = Site(environment: environment, isUnattended: isUnattended)
        let argumentSite = TypeEnvironment(
            context: contextTypes(life, areSet: true), data: data ?? [:], hasCaller: hasCaller)
        var types: [String: FieldType] = [:]
        for fact in facts.values {
            let isAbsent = fact.call.arguments.contains { argument in
                guard !argument.text.hasPrefix("'"), argument.text.contains(".") else { return false }
                let parsed = try? Expression(parsing: argument.text, mayBeAbsent: true, in: argumentSite)
                return parsed?.mayBeAbsent ?? true
            }
            let isBarred = isGate && fact.reads("data") || isUnattended && (fact.reads("data") || fact.reads("caller"))
            if isBarred { site.barredFacts.insert(fact.name) }
            types[fact.name] = FieldType(fact.type, mayBeAbsent: isAbsent && !isBarred)
        }
        site.environment.facts = types
        site.barredCode = isUnattended ? "E034" : "E045"
        return site
    }

    /// Before a start the context has only its defaults; facts are read on what the shared `set` gives.
    private func contextTypes(_ life: Life, areSet: Bool) -> [String: FieldType] {
        var types: [String: FieldType] = [:]
        for field in context {
            types[field.name] = FieldType(field)
            guard case .starting(let set) = life, field.defaultValue == nil else { continue }
            if !areSet || !set.contains(field.name) { types[field.name] = FieldType(field.type, mayBeAbsent: true) }
        }
        return types
    }

    /// Parses the expression at a place and takes down the facts that it uses.
    mutating func expression(
        _ value: YAMLValue, expecting: ValueType? = nil, mayBeAbsent: Bool = false, at site: Site
    ) -> Expression? {
        guard let text = text(value, "an expression") else { return nil }
        return expression(text, in: value, expecting: expecting, mayBeAbsent: mayBeAbsent, at: site)
    }

    /// Parses a text that may be a shorthand's long form: what the value says begins at byte 0 of it.
    mutating func expression(
        _ text: String, in value: YAMLValue, expecting: ValueType? = nil, mayBeAbsent: Bool = false, at site: Site
    ) -> Expression? {
        do {
            let parsed = try Expression(
                parsing: text, expecting: expecting, mayBeAbsent: mayBeAbsent, in: site.environment)
            for fact in parsed.mentionedFacts.sorted() {
                uses.insert(.fact(fact))
                guard site.barredFacts.contains(fact) else { continue }
                fault(site.barredCode, "the fact '\(fact)' needs what is not known here", at: value.place, in: text)
            }
            return parsed
        } catch {
            if site.isSuspect { return nil }
            let isWritten = value.text == text
            let rest = String(decoding: text.utf8.dropFirst(error.offset), as: UTF8.self)
            let readsEvent = rest.hasPrefix("data") || rest.hasPrefix("caller")
            let code = error.code == "E045" && site.isUnattended && readsEvent ? "E034" : error.code
            let place = isWritten ? value.place(atByte: error.offset) : value.place
            let message = code == "E034" ? "entry, exit and timers know no press: \(error.message)" : error.message
            fault(code, message, at: place, suggestion: error.suggestion, in: text)
            return nil
        }
    }
}
