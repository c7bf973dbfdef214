/// One thing that a step does; what a chart can do is written out so at load.
enum Instruction: Sendable {
    /// Passes over this many unless the condition holds.
    case unless(Expression, skip: Int)
    /// All right sides read the values before.
    case set([NamedExpression])
    indirect case call(ActionCall)
    /// Attended: somebody can be told if the started instance refuses.
    indirect case start(StartNode, isAttended: Bool)
    case send(SendNode)
    case publish(PublishNode)
    case mail(String)
    case leave(Int)
    case enter(Int)

    /// The effects of blocks that run as one, in the order of `format.md` 6.
    static func effects(of blocks: [Block], isAttended: Bool) -> [Instruction] {
        var effects: [Instruction] = []
        for block in blocks where !block.set.isEmpty { effects.append(.set(block.set)) }
        for block in blocks { effects += block.actions.map { .call($0) } }
        for block in blocks { effects += block.starts.map { .start($0, isAttended: isAttended) } }
        for block in blocks { effects += block.sends.map { .send($0) } }
        for block in blocks { effects += block.publications.map { .publish($0) } }
        for block in blocks { effects += block.mails.map { .mail($0) } }
        return effects
    }

    /// Leaving the state: its exit blocks first.
    static func leaving(_ state: StateNode) -> [Instruction] {
        state.exit.flatMap(conditional) + [.leave(state.index)]
    }

    /// Entering the state: its entry blocks last.
    static func entering(_ state: StateNode) -> [Instruction] {
        [.enter(state.index)] + state.entry.flatMap(conditional)
    }

    private static func conditional(_ block: Block) -> [Instruction] {
        let effects = effects(of: [block], isAttended: false)
        return block.condition.map { [.unless($0, skip: effects.count)] + effects } ?? effects
    }
}
