/// The construct that a block stands in.
enum Owner: Hashable {
    case none
    /// Of a state, or of the start.
    case event(state: Int?, name: String)
    case timer(state: Int, name: String)
    case entry(state: Int)
    case exit(state: Int)
    case eventless(state: Int)

    /// Whether nobody is there to be told of a refusal (E037).
    var isUnattended: Bool {
        switch self {
        case .entry, .exit, .timer: true
        case .event, .eventless, .none: false
        }
    }
}
