extension Span {
    /// Reads an ISO 8601 duration without years and months: `P30D`, `PT24H`, `P1DT1.5S`, `-PT1M`.
    public init?(iso8601 text: String) { return nil }

    /// Days of 24 hours, then hours, minutes, seconds: `P30D`, `PT0.5S`; `PT0S` for nothing.
    public var iso8601: String { "" }
}
