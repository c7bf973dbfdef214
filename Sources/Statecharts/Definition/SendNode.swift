/// An event for another instance, on its way with the commit (`format.md` section 9).
public struct SendNode: Sendable {
    /// Name of the receiver's event, which has `by: system`.
    public var event: String
    /// The receiver's id.
    public var to: Expression
    /// The receiver's form.
    public var with: [NamedExpression]
    /// Names in `with` that the file leaves to `data` or `context`, as in ``StartNode/filled``.
    public var filled: Set<String> = []

    /// Makes a message.
    public init(event: String, to: Expression, with: [NamedExpression] = []) {
        self.event = event
        self.to = to
        self.with = with
    }
}

/// A publication for whoever waits for its topic (`format.md` section 9).
public struct PublishNode: Sendable {
    /// The topic's name.
    public var topic: String
    /// What it is about.
    public var key: Expression
    /// What it says.
    public var with: [NamedExpression]
    /// Names in `with` that the file leaves to `data` or `context`, as in ``StartNode/filled``.
    public var filled: Set<String> = []

    /// Makes a publication.
    public init(topic: String, key: Expression, with: [NamedExpression] = []) {
        self.topic = topic
        self.key = key
        self.with = with
    }
}
