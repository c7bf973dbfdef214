/// What an expression reads.
struct Mentions: Sendable {
    var facts: Set<String> = []
    /// What the value is made from, in the order of the text: an error at a derived value stands at the first of these.
    var data: [String] = []
    /// What only chooses between values: the conditions of `?:`.
    var tested: [String] = []
    var context: Set<String> = []
    var caller = false

    /// Fields of `data`, first those that the value is made from.
    var made: [String] { data + tested.filter { !data.contains($0) } }
}
