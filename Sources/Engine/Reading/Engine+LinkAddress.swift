import Statecharts
import Storage

extension Engine {
    /// The address that a link is bound to, in full, so that a sign-in code can be mailed there; for nobody's eyes.
    ///
    /// Absent for a secret that was never given out. Changes nothing.
    public func address(ofLink secret: String) async throws(EngineError) -> String? {
        try await looking { tx in
            try LinkTable.find(secretHash: LinkSecret(text: secret).hash, in: tx)?.target
        }
    }
}
