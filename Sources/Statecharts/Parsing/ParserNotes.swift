/// A full form under `types:`, or what a shorthand stands for.
struct DeclaredType {
    var type: ValueType
    /// Whether a `text` says its `min`; else that follows from whether the field is optional.
    var hasMinimum = true
    var isOptional: Bool?
    var defaultValue: Value?
    var personal: Bool?
}

/// A fact before its arguments are typed.
struct FactHeader {
    var name: String
    var call: CallText
    var callValue: YAMLValue
    var type: ValueType
    /// Whether an argument is a path of that root.
    func reads(_ root: String) -> Bool { call.arguments.contains { $0.text.hasPrefix(root + ".") } }
}

/// A form with the names and types that its event's `data` has.
struct ParsedForm {
    var form: Form
    var data: [String: FieldType]
}

/// A state before its contents are read.
struct StateOutline {
    var name: String
    var place: Place
    var value: YAMLValue
    var parent: Int?
    var children: [Int] = []
}

/// Something that is declared once and should be used somewhere (W303).
enum Use: Hashable {
    case fact(String)
    case action(String)
    case role(String)
    case mail(String)
    case type(String)
}

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

/// A text that the definition asks for.
struct TextNeed {
    var key: String
    var place: Place
    /// Told when it is missing altogether; E036 or E028.
    var code = "E028"
    /// An optional text may be there, and is then wanted in both languages.
    var isRequired = true
}
