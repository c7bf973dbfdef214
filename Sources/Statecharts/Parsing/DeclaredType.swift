/// A full form under `types:`, or what a shorthand stands for.
struct DeclaredType {
    var type: ValueType
    /// Whether a `text` says its `min`; else that follows from whether the field is optional.
    var hasMinimum = true
    var isOptional: Bool?
    var defaultValue: Value?
    var personal: Bool?
}
