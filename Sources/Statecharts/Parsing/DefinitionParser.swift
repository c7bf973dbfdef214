extension Definition {
    /// Parses and type-checks a workflow file.
    ///
    /// - Parameters:
    ///   - text: the file, at most 1 MB.
    ///   - file: path for messages; its last part without `.yaml` must be the workflow's name (E009).
    ///   - surroundings: what else it is held against.
    /// - Returns: the definition and its warnings.
    /// - Throws: all faults of the file at once.
    public static func parse(
        _ text: String, file: String, surroundings: Surroundings = Surroundings()
    ) throws(DefinitionError) -> (definition: Definition, warnings: [Diagnostic]) {
        var reader = YAMLReader()
        let root = reader.read(text)
        var parser = DefinitionParser(file: file, surroundings: surroundings)
        parser.findings = reader.findings
        let definition = root.flatMap { parser.definition($0, source: text) }
        let diagnostics = parser.diagnostics()
        guard let definition, diagnostics.allSatisfy({ $0.severity == .warning }) else {
            throw DefinitionError(diagnostics)
        }
        return (definition, diagnostics)
    }
}

/// Reads one file from top to bottom and collects every fault on the way; its topics are in the files of the same name.
struct DefinitionParser {
    let file: String
    let surroundings: Surroundings
    var findings: [Finding] = []

    // What the file declares, known by name before anything refers to it.
    var typeEntries: [String: YAMLEntry] = [:]
    var types: [String: DeclaredType] = [:]
    var typesInProgress: Set<String> = []
    /// Context fields as they are written, for maps that come before the list they are for.
    var contextEntries: [String: YAMLEntry] = [:]
    var roles: [Role] = []
    var context: [Field] = []
    var facts: [String: FactHeader] = [:]
    var actions: [String: ActionDeclaration] = [:]
    var formEntries: [String: YAMLEntry] = [:]
    var forms: [String: ParsedForm] = [:]
    var mailNames: Set<String> = []
    var mails: [String: MailDeclaration] = [:]
    var stateOutline: [StateOutline] = []
    var stateIndices: [String: Int] = [:]

    // What later checks need to know of places and uses.
    var uses: Set<Use> = []
    /// Names whose declaration is at fault: what is wrong with their use follows from that.
    var suspects: Set<String> = []
    var dataUnion: [String: FieldType] = [:]
    var owner = Owner.none
    /// Constructs with a fault inside: what follows from it is not told as well.
    var faultyOwners: Set<Owner> = []
    var places: [Owner: Place] = [:]
    var mailPlaces: [Owner: [String: Place]] = [:]
    var textNeeds: [TextNeed] = []
    /// Events that ends of children send.
    var childEnds: [String: ChildEnd] = [:]
    /// Whether anything goes to or comes from other instances.
    var exchanges = false
    var startFormNames: Set<String> = []
    var systemFormNames: Set<String> = []

    init(file: String, surroundings: Surroundings) {
        self.file = file
        self.surroundings = surroundings
    }

    static let topLevelKeys = [
        "workflow", "version", "title", "asker", "key", "types", "roles", "context", "facts", "actions", "forms",
        "mails", "watch", "start", "states", "invariants",
    ]

    /// The whole definition; absent if the root is no mapping.
    ///
    /// With faults it is a torso that nobody may use.
    mutating func definition(_ root: YAMLValue, source: String) -> Definition? {
        let required = ["workflow", "version", "title", "asker", "roles", "context", "start", "states"]
        guard members(root, of: "a workflow", allowed: Self.topLevelKeys, required: required) != nil else { return nil }
        let workflow = workflowName(root["workflow"])
        let version = versionNumber(root["version"])
        let title = title(root["title"])
        declare(root)
        outline(root["states"], parent: nil)
        parseForms(root)
        parseMails(root["mails"])
        let asker = root["asker"].map { roleName($0) } ?? nil
        let watch = root["watch"].map { roleNames($0) } ?? []
        let key = root["key"].map { keyFields($0) } ?? []
        for part in [root["start"], root["states"]].compactMap(\.self) { takeDownEnds(part) }
        let start = startEvents(root["start"])
        let states = stateNodes()
        let invariants = invariants(root["invariants"])
        let draft = Definition(
            workflow: workflow, version: version, title: title ?? Title(en: "", ja: ""), asker: asker ?? "", key: key,
            roles: roles, context: context, facts: factDeclarations(), actions: actions, mails: mails, watch: watch,
            start: start, states: states, invariants: invariants, contentHash: [], source: source, exchanges: exchanges)
        let (reachedStart, reachedStates) = checkReachAndStructure(draft)
        let definition = Definition(completing: draft, start: reachedStart, states: reachedStates)
        checkPeopleAndWaits(in: definition)
        if findings.allSatisfy({ $0.severity == .warning }) { checkUnused(root) }
        if surroundings.texts != nil { checkTexts(of: definition, root) }
        return definition
    }

    private mutating func workflowName(_ value: YAMLValue?) -> String {
        guard let value, let name = text(value, "the workflow's name") else { return "" }
        checkKebabCase(name, "a workflow", at: value.place)
        let last = file.split(separator: "/").last.map(String.init) ?? file
        let expected = last.hasSuffix(".yaml") ? String(last.dropLast(".yaml".count)) : last
        if name != expected {
            fault("E009", "the file '\(last)' must say workflow '\(expected)', not '\(name)'", at: value.place)
        }
        return name
    }

    private mutating func versionNumber(_ value: YAMLValue?) -> Int {
        guard let value, let text = text(value, "an integer from 1") else { return 1 }
        guard let version = Int(text), version >= 1 else {
            fault("E007", "'version' must be an integer from 1", at: value.place)
            return 1
        }
        return version
    }

    private mutating func keyFields(_ value: YAMLValue) -> [String] {
        guard let elements = list(value, "a list of context paths") else { return [] }
        var fields: [String] = []
        for element in elements {
            guard let path = text(element, "a context path such as context.account") else { continue }
            guard path.hasPrefix("context.") else {
                fault("E007", "'\(path)' is no context path such as context.account", at: element.place)
                continue
            }
            let name = String(path.dropFirst("context.".count))
            if knownField(name, at: element.place(atByte: "context.".utf8.count)) != nil { fields.append(name) }
        }
        return fields
    }
}
