import Engine
import Foundation
import Statecharts
import Storage

/// What histories ask for, beside what is there.
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

    /// Compares all that is under way.
    func histories(_ database: any Database) async throws -> [Finding] {
        guard FileManager.default.fileExists(atPath: configuration.keysPath) else {
            return [.failed("rows", "not compared: the key file is missing")]
        }
        do {
            let seals = try KeyFile.open(configuration.keysPath, isNeeded: true, random: secureBytes).seals
            let check = WorkflowCheck(
                try WorkflowFiles.read(folder: configuration.workflowsFolder), vendor: configuration.vendor)
            let catalog = try await Catalog.stored(topics: check.topics, in: database)
            return Self.findings(try await RepairReport.read(database, catalog: catalog, keys: seals))
        } catch {
            return [.failed("rows", words(error))]
        }
    }

    private static func findings(_ report: RepairReport) -> [Finding] {
        var findings: [Finding] = []
        if report.differences == 0 {
            findings.append(.ok("rows", "as the histories of \(report.looked) requests under way ask for"))
        } else {
            let list = report.named.joined(separator: "; ")
            findings.append(
                .failed(
                    "rows",
                    "\(report.differences) are not as the histories ask for, of these \(list); "
                        + "a running server puts them right within ten minutes"))
        }
        if !report.troubles.isEmpty {
            let list = report.troubles.joined(separator: "; ")
            findings.append(.failed("histories", "\(list); somebody wrote into the database; keep it and report it"))
        }
        return findings
    }
}
