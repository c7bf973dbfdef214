/// A topic that instances publish and hear, as `topics.yaml` declares it once for all workflows (`format.md` section 9).
public struct Topic: Hashable, Sendable {
    /// Dotted, past tense: `account.activated`.
    public var name: String
    /// Type of what it is about.
    public var key: ValueType
    /// What a publication says.
    public var payload: [Field]

    /// Makes a topic.
    public init(name: String, key: ValueType, payload: [Field] = []) {
        self.name = name
        self.key = key
        self.payload = payload
    }
}

/// What an event of a state hears in place of a sender: a topic about the value of a context field.
public struct Hearing: Hashable, Sendable {
    /// The topic's name.
    public var topic: String
    /// The context field; while it is absent, nothing is heard.
    public var field: String

    /// Makes a hearing.
    public init(topic: String, field: String) {
        self.topic = topic
        self.field = field
    }
}

/// A topic about one thing: what an instance waits for, and what a publication reaches.
public struct TopicKey: Hashable, Sendable {
    /// The topic's name.
    public var topic: String
    /// The thing, as text.
    public var key: String

    /// Makes a pair.
    public init(topic: String, key: String) {
        self.topic = topic
        self.key = key
    }
}

extension Value {
    /// As the key of a topic: texts and ids as they are, anything else by its JSON.
    public var keyText: String {
        if case .text(let text) = self { text } else { JSON(self).canonicalText }
    }
}

extension Definition {
    /// What an instance that stands so waits for, without doubles, in document order.
    public func heard(in configuration: Configuration, context: Record) -> [TopicKey] {
        guard hearsTopics else { return [] }
        var heard: [TopicKey] = []
        for state in configuration.active {
            for hearing in states[state].on.compactMap(\.topic) {
                guard let key = context[hearing.field]?.keyText else { continue }
                let pair = TopicKey(topic: hearing.topic, key: key)
                if !heard.contains(pair) { heard.append(pair) }
            }
        }
        return heard
    }

    /// The event that hears the topic about that thing: of the innermost state that offers one.
    public func event(
        hearing pair: TopicKey, in configuration: Configuration, scope: Scope
    ) -> (state: StateNode, event: EventNode)? {
        for state in configuration.active.reversed() {
            for event in states[state].on {
                guard let hearing = event.topic, hearing.topic == pair.topic,
                    scope.context[hearing.field]?.keyText == pair.key, event.isOffered(in: scope)
                else { continue }
                return (states[state], event)
            }
        }
        return nil
    }

    /// Context fields whose values are keys of topics.
    public var topicFields: Set<String> { Set(states.flatMap { $0.on.compactMap { $0.topic?.field } }) }
}

extension EventNode {
    /// Reads what comes with the event where it has no form; what the event does not know is left out.
    /// - Returns: what came, and the names of what should have.
    public func readPayload(_ input: JSON) -> (data: Record, missing: [String]) {
        var data: Record = [:]
        var missing: [String] = []
        for field in payload {
            if let json = input[field.name], let value = Value(json, as: field.type) {
                data[field.name] = value
            } else if !field.isOptional {
                missing.append(field.name)
            }
        }
        return (data, missing)
    }
}
