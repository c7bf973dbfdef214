import Statecharts
import Synchronization

/// Kinds of commands that were seen to act: workflow and event of a start, or the event.
///
/// Which definition an event meets is known only after the read, so this is a guess, and a wrong one costs a step that is
/// thrown away or a transaction that could have been shared; never a wrong result.
final class ActingKinds: Sendable {
    private let names = Mutex<Set<String>>([])

    func contains(_ target: Command.Target) -> Bool { names.withLock { $0.contains(name(target)) } }

    func insert(_ target: Command.Target) { names.withLock { _ = $0.insert(name(target)) } }

    private func name(_ target: Command.Target) -> String {
        switch target {
        case .start(let workflow, let event): "\(workflow).\(event ?? "")"
        case .event(_, let event): event
        case .due: ""
        case .message(let message): message.event
        case .topic(_, let pair): pair.topic
        case .mailAnew: "#mailAnew"
        case .repair: "#repair"
        case .discard: "#discard"
        case .cancel: "#cancel"
        }
    }
}
