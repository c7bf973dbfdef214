public import Engine
import Statecharts
import Synchronization

/// Hands messages to a mail server over a few kept connections.
///
/// What the server says decides: a refused recipient is told to whoever asked, a refused session holds up all messages
/// and buries none (`commit.md` 10).
public final class SMTPDeliverer: Deliverer {
    private let vendor: VendorSettings
    private let lanes: [SMTPLane]
    private let state: Mutex<State>

    private struct State {
        /// Lanes that do nothing, the one that was used last at the end, so that few connections stay warm.
        var idle: [Int]
        /// The lane that handed a message over last; a server may grant fewer connections than we have lanes.
        var working: Int?
    }

    /// A way to this server; nothing is connected before the first message.
    public init(_ settings: SMTPSettings, vendor: VendorSettings) {
        self.vendor = vendor
        let name = vendor.fromAddress.split(separator: "@").last.map(String.init) ?? "localhost"
        lanes = (0..<max(1, settings.connections)).map { SMTPLane(settings, greetingAs: name, number: $0) }
        state = Mutex(State(idle: Array((0..<lanes.count).reversed())))
    }

    /// As many as there are connections.
    public var atOnce: Int { lanes.count }

    /// Hands one message over; ends early when the task is cancelled.
    public func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
        let envelope: SMTPConnection.Envelope
        do throws(MIMEError) {
            let bytes = try MIME.encode(message, from: vendor)
            envelope = SMTPConnection.Envelope(from: vendor.fromAddress, to: message.to, message: bytes)
        } catch {
            return .unsendable(reason: "\(error.header): \(error.message)")
        }
        // the worker asks for no more than `atOnce`; whoever does waits behind the first
        let place = state.withLock { $0.idle.popLast() }
        var (lane, verdict) = (place ?? 0, await send(envelope, by: place ?? 0))
        if verdict.step == .session, !verdict.isTaken, !Task.isCancelled,
            let working = state.withLock({ $0.working }), working != lane
        {
            (lane, verdict) = (working, await send(envelope, by: working))
        }
        state.withLock { state in
            if verdict.isTaken {
                state.working = lane
            } else if verdict.step == .session, state.working == lane {
                state.working = nil
            }
            guard let place else { return }
            if verdict.isTaken, lane == place { state.idle.append(place) } else { state.idle.insert(place, at: 0) }
        }
        return verdict.outcome
    }

    private func send(_ envelope: SMTPConnection.Envelope, by lane: Int) async -> SMTPVerdict {
        let stop = SMTPStop()
        return await withTaskCancellationHandler {
            await lanes[lane].send(envelope, stop: stop)
        } onCancel: {
            stop.set()
        }
    }
}
