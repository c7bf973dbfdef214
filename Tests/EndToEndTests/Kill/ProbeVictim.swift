import Foundation
import Synchronization
import TestKit

/// An engine in a process of its own, asked line by line; it can be told to answer before it commits.
struct ProbeVictim: Victim {
    /// What comes first.
    enum Order: String, Sendable { case commitFirst = "commit-first", answerFirst = "answer-first" }

    let folder: TemporaryFolder
    let order: Order
    /// Where its store is instead of a file in the folder.
    var url: String?
    /// Behind which statement it kills itself.
    var number: Int?

    func start() throws -> any LivingVictim {
        let words = [url ?? folder.path, order.rawValue] + (number.map { ["\($0)"] } ?? [])
        return try LivingProbe(ChildProcess("\(Program.products)/FaultProbe", words))
    }

    func stored() async throws -> [String: Int] { try await StoredKeys.count(in: folder.file("genkan.sqlite")) }
}

/// Senders share the two pipes: each writes a line and waits until somebody read the answer that names its key.
private final class LivingProbe: LivingVictim {
    private let child: ChildProcess
    private let answers = Mutex<[String: SendOutcome]>([:])
    private let isGone = Mutex(false)
    private let news = NSCondition()

    init(_ child: ChildProcess) throws {
        self.child = child
        guard child.line() == "ready" else { throw RunningServer.NotReady(talk: child.readAll().talk) }
        Thread { [self] in
            while let line = child.line() { take(line) }
            isGone.withLock { $0 = true }
            announce()
        }.start()
    }

    func connect() throws -> any Sender { PipeSender(probe: self) }

    func kill() {
        child.stop(SIGKILL)
        _ = child.wait()
    }

    func end() { kill() }

    /// `ok KEY INSTANCE`, or `no KEY words`.
    private func take(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3 else { return }
        let outcome: SendOutcome = words[0] == "ok" ? .acknowledged(instance: words[2]) : .refused(words[2])
        answers.withLock { $0[words[1]] = outcome }
        announce()
    }

    private func announce() {
        news.lock()
        news.broadcast()
        news.unlock()
    }

    func ask(_ entry: Ledger.Entry) throws -> SendOutcome {
        guard child.write("\(entry.key) \(entry.instance ?? "-")") else { throw HTTPConnection.Broken() }
        news.lock()
        defer { news.unlock() }
        while true {
            if let outcome = answers.withLock({ $0.removeValue(forKey: entry.key) }) { return outcome }
            if isGone.withLock(\.self) { throw HTTPConnection.Broken() }
            news.wait()
        }
    }
}

private struct PipeSender: Sender {
    let probe: LivingProbe

    func send(_ entry: Ledger.Entry) throws -> SendOutcome { try probe.ask(entry) }
}
