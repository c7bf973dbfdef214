/// A member of a mapping.
struct YAMLEntry: Sendable {
    var key: String
    var place: Place
    var value: YAMLValue
}
