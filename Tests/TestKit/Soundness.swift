public import Engine
import Onboarding
public import Statecharts
public import Storage

/// A store in which something does not hold.
public struct Unsound: Error, CustomStringConvertible {
    /// What, and where.
    public let violations: [Violation]
    /// One line each.
    public var description: String { "unsound:\n" + violations.map(\.description).joined(separator: "\n") }
}

/// Runs the checker that `genkan doctor --deep` runs, and throws what it finds.
///
/// - Parameters:
///   - topics: as `topics.yaml` has them.
///   - known: definitions that were read already, which saves reading them again.
///   - keys: those of the store.
///   - now: by which something is late.
///   - exceptions: what the test leaves broken on purpose.
/// - Throws: ``Unsound``.
@discardableResult
public func expectSound(
    _ database: any Database, topics: [String: Topic] = [:], known: Catalog? = nil, keys: SealKeys, now: Timestamp,
    except exceptions: Set<Invariant> = []
) async throws -> CheckerReport {
    let report = try await Checker(
        database: database, topics: topics, known: known, keys: keys, now: now
    ).check()
    let violations = report.violations.filter { !exceptions.contains($0.invariant) }
    guard violations.isEmpty else { throw Unsound(violations: violations) }
    return report
}

extension BareWorld {
    /// Runs the checker over the world's store at the world's time.
    @discardableResult
    public func expectSound(except exceptions: Set<Invariant> = []) async throws -> CheckerReport {
        try await TestKit.expectSound(
            database, topics: topics, known: catalog, keys: keys, now: time.now, except: exceptions)
    }
}

extension TestWorld {
    /// Runs the checker over the world's store at the world's time, accounts and members included.
    @discardableResult
    public func expectSound(except exceptions: Set<Invariant> = []) async throws -> CheckerReport {
        let report = try await TestKit.expectSound(
            database, topics: topics, known: catalog, keys: keys, now: time.now, except: exceptions)
        guard !exceptions.contains(.domain) else { return report }
        let violations = try await AccountCheck.violations(in: database)
        guard violations.isEmpty else { throw Unsound(violations: violations) }
        return report
    }
}
