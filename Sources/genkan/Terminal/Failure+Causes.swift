import Engine
import Statecharts
import Storage

extension Failure {
    /// The words of an error that a part threw.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as DatabaseError: self.init("Error: \(error)")
        case let conflict as Catalog.VersionConflict: self.init("Error: \(conflict)")
        case let faults as DefinitionError: self.init(faults.diagnostics.map(\.description).joined(separator: "\n"))
        case let error as EngineError: self.init(Self.words(of: error))
        default: self.init("Error: \(error)")
        }
    }

    private static func words(of error: EngineError) -> String {
        var lines = ["Error: \(error.message) [\(error.code.rawValue)]"]
        lines += error.fields.map { "  \($0.field ?? "form"): \($0.error)" }
        if !error.offered.isEmpty { lines.append("Possible now: \(error.offered.joined(separator: ", "))") }
        return lines.joined(separator: "\n")
    }
}
