/// "did you mean": the known name that is nearest to the one written.
public enum Suggestion {
    /// The candidate with the smallest edit distance, if it is at most 2 or a third of the name's length.
    ///
    /// Among equals the first in the order of bytes, so that a message never depends on hashing.
    public static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.utf8.prefix(lengthMax))
        let limit = max(2, wanted.count / 3)
        var best: (distance: Int, name: String)?
        for candidate in candidates.sorted() {
            let known = Array(candidate.utf8.prefix(lengthMax))
            guard abs(known.count - wanted.count) <= limit else { continue }
            let distance = editDistance(wanted, known)
            guard distance <= limit, distance < max(wanted.count, known.count) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
        }
        return best?.name
    }

    /// What there is to choose from, for a message about a name that nothing known is near: `; there are 'a', 'b'`.
    public static func choice(for name: String, among candidates: some Sequence<String>) -> String {
        guard nearest(to: name, among: candidates) == nil else { return "" }
        let known = Set(candidates).sorted()
        guard !known.isEmpty else { return "; there is none" }
        let words = known.prefix(choiceMax).map { "'\($0)'" }.joined(separator: ", ")
        return "; there \(known.count == 1 ? "is" : "are") \(words)\(known.count > choiceMax ? ", …" : "")"
    }

    /// A longer list is looked up in the file.
    private static let choiceMax = 8

    /// Names are at most 60 characters; what is longer is no slip of the finger.
    private static let lengthMax = 80

    /// Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let same = left[row] == right[column]
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (same ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
