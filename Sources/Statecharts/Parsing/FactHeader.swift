/// A fact before its arguments are typed.
struct FactHeader {
    var name: String
    var call: CallText
    var callValue: YAMLValue
    var type: ValueType
    /// Whether an argument is a path of that root.
    func reads(_ root: String) -> Bool { call.arguments.contains { $0.text.hasPrefix(root + ".") } }
}
