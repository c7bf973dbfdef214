import Foundation
import Statecharts

/// One promised figure with what was measured.
struct Figure {
    /// Whether more or less is better.
    enum Goal {
        case atMost(Double)
        case atLeast(Double)
        /// Of the limit of the same run.
        case ratioAtLeast(Double)
        case ratioAtMost(Double)
    }

    var name: String
    var unit: String
    var samples: [Double]
    var goal: Goal
    /// What the same machine does without Genkan, in the same rounds.
    var limitSamples: [Double] = []

    var value: Double { Self.median(samples) }
    var limit: Double? { limitSamples.isEmpty ? nil : Self.median(limitSamples) }

    /// Median of the rounds' ratios: each round measured both.
    var ratio: Double? {
        limitSamples.isEmpty ? nil : Self.median(zip(samples, limitSamples).map { $0 / $1 })
    }

    var target: Double {
        switch goal {
        case .atMost(let target), .atLeast(let target), .ratioAtLeast(let target), .ratioAtMost(let target): target
        }
    }

    var holds: Bool {
        switch goal {
        case .atMost(let target): value <= target
        case .atLeast(let target): value >= target
        case .ratioAtLeast(let target): (ratio ?? 0) >= target
        case .ratioAtMost(let target): (ratio ?? .infinity) <= target
        }
    }

    /// A row of the table for people.
    var line: String {
        let measured = "\(Self.text(value)) \(unit)"
        let against = limit.map { "limit \(Self.text($0)), ratio \(Self.text(ratio ?? 0))" } ?? ""
        let goal =
            switch self.goal {
            case .atMost(let target): "at most \(Self.text(target))"
            case .atLeast(let target): "at least \(Self.text(target))"
            case .ratioAtLeast(let target): "ratio at least \(Self.text(target))"
            case .ratioAtMost(let target): "ratio at most \(Self.text(target))"
            }
        let columns = [name, measured, against, goal, holds ? "holds" : "SHORT"]
        let widths = [44, 24, 34, 20, 0]
        return zip(columns, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
            .joined(separator: " ")
    }

    /// A line of `bench.jsonl`; numbers are texts because the format has no fractions.
    var json: JSON {
        func numbers(_ values: [Double]) -> JSON { .array(values.map { .string(Self.text($0)) }) }
        return .object([
            ("holds", .boolean(holds)), ("limit", limit.map { .string(Self.text($0)) } ?? .null),
            ("limitSamples", numbers(limitSamples)), ("name", .string(name)),
            ("ratio", ratio.map { .string(Self.text($0)) } ?? .null), ("samples", numbers(samples)),
            ("target", .string(Self.text(target))), ("unit", .string(unit)), ("value", .string(Self.text(value))),
        ])
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let middle = sorted.indices.dropFirst(sorted.count / 2).first else { return 0 }
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    static func text(_ value: Double) -> String {
        value.formatted(.number.precision(.significantDigits(1...4)).grouping(.never).locale(Locale(identifier: "en")))
    }
}

/// Seconds that a body takes, by the monotonic clock.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return (clock.now - start) / .seconds(1)
}

/// Seconds that an asynchronous body takes.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    return (clock.now - start) / .seconds(1)
}
