import ArgumentParser

/// Why an operator does something, as it is kept.
enum OperatorReason {
    static func check(_ reason: String) throws {
        guard !reason.allSatisfy(\.isWhitespace) else { throw ValidationError("--reason must say why") }
        guard reason.count <= 1_000 else { throw ValidationError("--reason is longer than 1,000 characters") }
    }
}
