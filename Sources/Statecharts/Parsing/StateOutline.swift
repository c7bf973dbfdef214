/// A state before its contents are read.
struct StateOutline {
    var name: String
    var place: Place
    var value: YAMLValue
    var parent: Int?
    var children: [Int] = []
}
