/// A part of an account, by department or place.
public struct VirtualAccount: Sendable, Hashable {
    /// Opaque id.
    public var id: String
    /// Unique in the account.
    public var name: String
    /// What it is for.
    public var description: String
    /// Made with the account; takes what no other virtual account was chosen for.
    public var isDefault: Bool

    /// Name of the virtual account that every account has.
    public static let defaultName = "DEFAULT"
    /// Its description.
    ///
    /// Source: seed 000:907.
    public static let defaultDescription =
        "This is the default virtual account created during company account creation"
}
