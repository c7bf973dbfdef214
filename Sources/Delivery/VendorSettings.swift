/// Who sends, as mails and pages name it; configuration, never part of a workflow.
public struct VendorSettings: Sendable, Equatable {
    /// Name that people know: "Example Systems".
    public var name: String
    /// Address that people answer to and ask.
    public var supportAddress: String
    /// Where pages are reached, `https://genkan.vendor.example`, without a slash at the end; the only host in links.
    public var publicURL: String
    /// Address in `From`.
    public var fromAddress: String

    /// Makes settings.
    public init(name: String, supportAddress: String, publicURL: String, fromAddress: String) {
        self.name = name
        self.supportAddress = supportAddress
        self.publicURL = publicURL
        self.fromAddress = fromAddress
    }
}
