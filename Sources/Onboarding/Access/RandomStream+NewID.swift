import Engine
import Statecharts

extension RandomStream {
    /// An id that no command's seed leads to: for rows that are made outside of an instance's step.
    static func newID(at now: Timestamp, from random: (_ bytes: Int) -> [UInt8]) -> String {
        var stream = RandomStream(seed: random(16))
        return stream.uuid(at: now)
    }
}
