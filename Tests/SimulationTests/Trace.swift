import Synchronization

/// What happened, line by line; equal seeds give equal bytes.
final class Trace: Sendable {
    private let state = Mutex<(lines: [String], faults: Int)>(([], 0))

    /// Notes one event.
    func note(_ line: String) { state.withLock { $0.lines.append(line) } }

    /// Notes one fault, which is an event too.
    func note(fault: String) {
        state.withLock { state in
            state.lines.append("FAULT \(fault)")
            state.faults += 1
        }
    }

    /// How many events and faults there were.
    var count: Int { state.withLock { $0.lines.count } }
    /// How many faults there were.
    var faults: Int { state.withLock { $0.faults } }

    /// FNV-1a over all bytes.
    var hash: UInt64 {
        state.withLock { state in
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for line in state.lines {
                for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
                hash = (hash ^ 10) &* 0x100_0000_01B3
            }
            return hash
        }
    }

    /// All lines.
    var lines: [String] { state.withLock { $0.lines } }

    /// The lines that name one of these, and the last ones: what a failure prints.
    func story(about names: [String], last: Int = 12) -> String {
        let lines = self.lines
        let about = lines.enumerated().filter { _, line in names.contains { line.contains($0) } }.suffix(30)
        let end = lines.enumerated().suffix(last)
        return (about.map { "  \($0.offset): \($0.element)" } + ["  …"] + end.map { "  \($0.offset): \($0.element)" })
            .joined(separator: "\n")
    }
}
