extension ValueType {
    /// The built-in error of `format.md` section 5 that the value earns; `nil` if it is of the type and within its bounds.
    public func violation(of value: Value) -> String? { nil }

    /// Whether the value is of the type and within its bounds.
    public func accepts(_ value: Value) -> Bool { violation(of: value) == nil }
}
