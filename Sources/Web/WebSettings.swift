/// What the web is told at start.
public struct WebSettings: Sendable {
    /// Address to listen at.
    public var host: String
    /// Port to listen at; 0 takes a free one.
    public var port: Int
    /// Origin of every link, without a slash at the end; never from a `Host` header.
    public var publicURL: String
    /// Whether the developer's mailbox may be shown at all (S-38): no SMTP, listening on loopback.
    public var hasMailbox: Bool
    /// Who runs the service.
    public var vendorName: String
    /// Address for help.
    public var supportEmail: String
    /// How many requests of one session or token are worked on at once; the next one is told to wait.
    public var requestsPerCaller = 128

    /// Makes settings.
    public init(
        host: String = "127.0.0.1", port: Int = 8080, publicURL: String, hasMailbox: Bool, vendorName: String,
        supportEmail: String
    ) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
        self.hasMailbox = hasMailbox
        self.vendorName = vendorName
        self.supportEmail = supportEmail
    }

    /// Whether browsers reach us by https only.
    var isSecure: Bool { publicURL.hasPrefix("https://") }
}
