public import Engine
public import Hummingbird
import NIOCore
import Onboarding

/// What is known of a request while it is answered.
public struct AppContext: RequestContext {
    /// Hummingbird's own.
    public var coreContext: CoreRequestContextStorage
    /// Names this request in the log and on the page of a fault.
    public var requestID = ""
    /// Language of the answer.
    public var language = Language.en
    /// Network address of the other side, as the socket says; empty without one.
    public let remoteAddress: String
    /// Who asks.
    var guest = Guest.stranger
    /// The fields of a form's body; none for every other body.
    var fields = FormFields()

    /// Made by the server for each request.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress?.ipAddress ?? ""
    }

    /// Largest body that is read, in bytes.
    public var maxUploadSize: Int { Limits.bodyBytes }

    /// Who sends commands; absent while nobody is signed in.
    public var caller: Caller? { guest.signedIn?.caller }
}
