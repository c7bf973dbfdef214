/// What a workflow promises of each of its instances (`format.md` section 12).
public struct Invariants: Sendable {
    /// Hold after every macrostep.
    public var always: [NamedExpression]
    /// Do not hold after any macrostep.
    public var never: [NamedExpression]
    /// Can be brought about from wherever an instance stands; a matter of exploration only.
    public var eventually: [NamedExpression]

    /// Makes promises.
    public init(always: [NamedExpression] = [], never: [NamedExpression] = [], eventually: [NamedExpression] = []) {
        self.always = always
        self.never = never
        self.eventually = eventually
    }

    /// Whether there are none.
    public var isEmpty: Bool { always.isEmpty && never.isEmpty && eventually.isEmpty }

    /// What every macrostep has to be held against.
    var asserted: [Expression] { (always + never).map(\.expression) }

    /// The first that an instance breaks which stands as the scope says.
    func broken(in scope: Scope) -> String? {
        for invariant in always where !invariant.expression.holds(in: scope) { return invariant.name }
        for invariant in never where invariant.expression.holds(in: scope) { return invariant.name }
        return nil
    }
}
