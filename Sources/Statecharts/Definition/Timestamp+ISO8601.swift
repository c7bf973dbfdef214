extension Timestamp {
    /// Reads `2026-11-21T09:38:46.123456Z`; 0 to 6 digits of the second's fraction, UTC only.
    public init?(iso8601 text: String) { return nil }

    /// `2026-11-21T09:38:46.123456Z`, always with six digits.
    public var iso8601: String { "" }
}
