/// What an expression reads.
struct Mentions: Sendable {
    var facts: Set<String> = []
    /// In the order of the text: an error at a derived value stands at the first of these.
    var data: [String] = []
    var context: Set<String> = []
    var caller = false
}
