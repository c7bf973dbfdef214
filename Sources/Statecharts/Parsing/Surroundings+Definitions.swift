extension Surroundings {
    /// What definitions are to each other: events by which instances start and tell each other, outputs, topics.
    /// - Parameter definitions: of one workflow the later one counts.
    public init(between definitions: [Definition], topics: [String: Topic]) {
        self.init()
        self.topics = topics
        var starts: [String: [String: [Field]]] = [:]
        var events: [String: [String: [Field]]] = [:]
        var peoples: [String: [String: [Field]]] = [:]
        for definition in definitions {
            starts[definition.workflow] = definition.start.ofSystem
            events[definition.workflow] = definition.states.flatMap(\.on).ofSystem
            peoples[definition.workflow] = definition.start.ofPeople
            outputs[definition.workflow] = definition.outputs
        }
        (systemStarts, systemEvents, peopleStarts) = (starts, events, peoples)
    }

    /// The same of files, of which those that are at fault by themselves count as missing.
    ///
    /// What reads another workflow's output can be read when that one's is known.
    /// - Parameter files: path or name with its text; of one workflow the later one counts.
    public init(between files: [(path: String, text: String)], topics: [String: Topic]) {
        var definitions: [Int: Definition] = [:]
        var known = Surroundings()
        known.topics = topics
        var count = -1
        while definitions.count > count {
            count = definitions.count
            for (number, file) in files.enumerated() where definitions[number] == nil {
                let parsed = try? Definition.parse(file.text, file: file.path, surroundings: known)
                definitions[number] = parsed?.definition
            }
            known.outputs = Surroundings(between: Self.inOrder(definitions), topics: topics).outputs
        }
        self.init(between: Self.inOrder(definitions), topics: topics)
    }

    /// Takes what other workflows are, and leaves what the program knows.
    public mutating func takeOthers(from others: Surroundings) {
        (systemStarts, systemEvents) = (others.systemStarts, others.systemEvents)
        peopleStarts = others.peopleStarts
        (outputs, topics) = (others.outputs, others.topics)
    }

    private static func inOrder(_ definitions: [Int: Definition]) -> [Definition] {
        definitions.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension [EventNode] {
    /// Those that instances may send, with the fields that they bring.
    fileprivate var ofSystem: [String: [Field]] {
        var events: [String: [Field]] = [:]
        for event in self where event.topic == nil {
            guard case .system = event.by, events[event.name] == nil else { continue }
            events[event.name] = event.form?.items.map(\.field) ?? event.payload
        }
        return events
    }

    /// Those that people may send, with the fields of their forms.
    fileprivate var ofPeople: [String: [Field]] {
        var events: [String: [Field]] = [:]
        for event in self {
            if case .system = event.by { continue }
            events[event.name] = event.form?.items.map(\.field) ?? []
        }
        return events
    }
}

extension Definition {
    /// What its final states put out; any of it may be absent, since an instance ends in one of them.
    fileprivate var outputs: [Field] {
        var outputs: [Field] = []
        for output in states.filter({ $0.isFinal && $0.parent == nil }).flatMap(\.output)
        where !outputs.contains(where: { $0.name == output.name }) {
            outputs.append(Field(name: output.name, type: output.expression.type, isOptional: true))
        }
        return outputs
    }
}
