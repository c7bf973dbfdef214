import Delivery
import Engine

/// The mailbox behind a mail server that knows every mailbox but one, and refuses that as real ones do.
struct DemoPost: Deliverer {
    /// The address that does not exist: a slip of the pen.
    static let nobody = "egian@webmail.example"

    let mailbox: Mailbox

    func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        guard message.to != Self.nobody else {
            return .undeliverable(reply: "550 5.1.1 <\(Self.nobody)>: no such user here")
        }
        return await mailbox.deliver(message)
    }
}
