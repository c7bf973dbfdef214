/// A question whose answer not everybody would get: each is a line in the security log, and there are so many of them.
public struct LookUp: Sendable, Hashable {
    /// Code of the line.
    public var code: String
    /// Whose quota is used: id of a person.
    public var asker: String
    /// What was found, for the line; no address of anybody.
    public var found: String
    /// How many there may be.
    public var quota: Quota

    /// Makes a look-up.
    public init(code: String, asker: String, found: String, quota: Quota) {
        self.code = code
        self.asker = asker
        self.found = found
        self.quota = quota
    }
}
