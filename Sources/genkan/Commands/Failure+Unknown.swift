import Statecharts

extension Failure {
    /// A name that there is not, with the one that may have been meant or those that there are.
    static func unknown(_ kind: String, _ name: String, among known: [String]) -> Failure {
        let nearest = Suggestion.nearest(to: name, among: known).map { "; did you mean '\($0)'?" }
        return Failure("Error: unknown \(kind) '\(name)'\(nearest ?? Suggestion.choice(for: name, among: known))")
    }
}
