import Engine
import Foundation
import Onboarding
import Statecharts
import Storage

/// What must hold in every store at every moment (R-1), and what the running servers found of it.
extension Doctor {
    /// What the running servers had to put right.
    static func repairs(_ state: RepairState) -> Finding {
        if let alarm = state.alarmAt {
            return .failed(
                "repair",
                "at \(alarm.iso8601) more was lost at once than a pass puts right; it goes on slowly. "
                    + "Find out who deletes rows; 'genkan doctor --deep' names what is still amiss")
        }
        guard state.found > 0 else { return .ok("repair", "nothing was lost") }
        return .warning(
            "repair", "\(state.found) rows were lost and put right; the histories of their instances say which")
    }

    /// Reads everything, and says where an invariant does not hold.
    func invariants(_ database: any Database) async -> [Finding] {
        guard FileManager.default.fileExists(atPath: configuration.keysPath) else {
            return [.failed("invariants", "not looked at: the key file is missing")]
        }
        do {
            let seals = try KeyFile.open(configuration.keysPath, isNeeded: true, random: secureBytes).seals
            let workflows = WorkflowCheck(
                try WorkflowFiles.read(folder: configuration.workflowsFolder), vendor: configuration.vendor)
            let checker = Checker(database: database, topics: workflows.topics, keys: seals, now: host.wall)
            let progress = ProgressLine()
            defer { progress.end() }
            var report = try await checker.check { instances in progress.show("\(instances) instances read") }
            for violation in try await AccountCheck.violations(in: database) { report.add(violation) }
            return Self.findings(report)
        } catch {
            return [
                .failed(
                    "invariants",
                    "the store cannot be read to its end: \(words(error)); keep a copy of it, and restore a backup")
            ]
        }
    }

    private static func findings(_ report: CheckerReport) -> [Finding] {
        var findings: [Finding] = []
        let read = "\(report.instances) instances, \(report.entries) entries read"
        if report.isSound { findings.append(.ok("invariants", "all hold; \(read)")) }
        for (invariant, count) in report.counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let named = report.violations.filter { $0.invariant == invariant }
            let list = named.map { [$0.subject, $0.text].compactMap(\.self).joined(separator: ": ") }
            let more = count > named.count ? "; and \(count - named.count) more" : ""
            findings.append(
                .failed(
                    invariant.rawValue,
                    "not so that \(invariant.promise): \(list.joined(separator: "; "))\(more). \(invariant.advice)"))
        }
        if !report.isSound { findings.append(.warning("invariants", "\(read); the others hold")) }
        if report.unread > 0 {
            findings.append(
                .warning(
                    "definitions",
                    "\(report.unread) instances live by a definition that this program cannot read; "
                        + "their rows were not compared with their histories"))
        }
        return findings
    }

    /// Whether a file's pages are whole (R-24).
    static func pages(_ database: any Database) async -> Finding? {
        guard database.kind == .sqlite else { return nil }
        do {
            let faults = try await database.read { tx in try tx.rows(StoreSettings.pages).map { try $0.text(0) } }
            guard faults != ["ok"] else { return .ok("pages", "whole") }
            let list = faults.prefix(5).joined(separator: "; ").split(separator: "\n").joined(separator: " ")
            return .failed("pages", "the file is damaged: \(list); \(damaged)")
        } catch {
            return .failed("pages", "the file is damaged; \(damaged)")
        }
    }

    private static let damaged =
        "keep a copy of it with its -wal, restore a backup, and have the disk looked at before it is used again"
}
