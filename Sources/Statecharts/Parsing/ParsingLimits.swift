/// What a definition may be at most (`format.md` section 1).
enum ParsingLimits {
    /// Bytes of a file: 1 MB.
    static let fileBytes = 1 << 20
    /// Mappings and lists within each other.
    static let depth = 32
    /// Characters of a name.
    static let nameLength = 60
    /// Doubled keys that are told one by one.
    static let doubledKeys = 16
    /// Characters of a text whose declaration needs no `max`: inputs and results of actions.
    static let unboundedText = 65_536
    /// Timers of one instance.
    static let timers = 32
}
