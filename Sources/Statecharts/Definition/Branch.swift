/// A block with an end.
///
/// An object, because a step passes it on and it never changes.
public final class Branch: Sendable {
    /// How the branch ends.
    public enum End: Hashable, Sendable {
        /// Targetless: nothing is left or entered.
        case stay
        /// Goes to the state of this index.
        case state(Int)
        /// Nothing is changed; the person reads the text of `error`, at `field` if named.
        case refuse(error: String, field: String?)
    }

    /// `awaitingActivation.authorise#2`, as the history names it; empty for what an action's refusal leads to, which
    /// has the name of the event that met it.
    public let id: String
    /// Condition and effects.
    public let block: Block
    /// Where it leads.
    public let end: End
    /// All it does between exit and entry, each shared key before the branch's own.
    let instructions: [Instruction]

    /// Makes a branch.
    /// - Parameter isAttended: whether somebody can be told when a started instance refuses.
    public init(id: String = "", shared: Block = Block(), block: Block, end: End, isAttended: Bool) {
        self.id = id
        self.block = block
        self.end = end
        instructions = Instruction.effects(of: [shared, block], isAttended: isAttended)
    }
}
