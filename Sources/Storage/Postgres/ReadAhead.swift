/// Questions asked before their answers are needed, and those answers until something is written.
///
/// Reads of one statement go as one command if it has a text for many, equal ones once; statements keep the order of their
/// first appearance, so that a lock which comes first is held when the next one looks.
struct ReadAhead {
    private struct Part {
        let statement: Statement
        private(set) var reads: [Read]
        private var asked: Set<[SQLValue]>
        var answers: [[Row]] = []
        /// Where the next question is looked for first: bodies ask in the order in which their reads were listed.
        var next = 0

        init(_ read: Read) {
            statement = read.statement
            reads = [read]
            asked = [read.values]
        }

        mutating func add(_ read: Read) {
            let isNew =
                asked.insert(read.values).inserted || !reads.contains { ReadAhead.areSame($0.values, read.values) }
            if isNew { reads.append(read) }
        }
    }

    private var parts: [Part] = []

    /// Nothing.
    init() {}

    init(_ reads: [Read]) {
        for read in reads {
            if let index = parts.firstIndex(where: { $0.statement == read.statement }) {
                parts[index].add(read)
            } else {
                parts.append(Part(read))
            }
        }
    }

    /// What is sent, in order.
    var commands: [PostgresCommand] {
        parts.flatMap { part in
            part.statement.many == nil
                ? part.reads.map { PostgresCommand(part.statement, $0.values) }
                : [PostgresCommand(part.statement, many: part.reads.map(\.values))]
        }
    }

    /// Takes the answer to the next of ``commands``.
    mutating func take(_ result: borrowing PostgresResult, as prepared: PostgresPrepared) throws(DatabaseError) {
        guard let index = parts.firstIndex(where: { $0.answers.count < $0.reads.count }) else { return }
        let part = parts[index]
        if part.statement.many == nil || part.reads.count == 1 {
            parts[index].answers.append(try prepared.rows(result, of: part.statement))
        } else {
            parts[index].answers = try prepared.rows(result, of: part.statement, bindings: part.reads.count)
        }
    }

    /// The answer to a question that was asked ahead; nil if it was not.
    mutating func answer(_ statement: Statement, _ values: [SQLValue]) -> [Row]? {
        guard let index = parts.firstIndex(where: { $0.statement == statement }) else { return nil }
        let part = parts[index]
        for offset in part.answers.indices {
            let place = (part.next + offset) % part.answers.count
            guard Self.areSame(part.reads[place].values, values) else { continue }
            parts[index].next = place + 1
            return part.answers[place]
        }
        return nil
    }

    /// Something is written: from now on the store is asked.
    mutating func forget() {
        parts.removeAll()
    }

    /// By bytes: Swift compares texts by canonical equivalence, SQL does not.
    private static func areSame(_ left: [SQLValue], _ right: [SQLValue]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { left, right in
            if case .text(let left) = left, case .text(let right) = right {
                return left.utf8.elementsEqual(right.utf8)
            }
            return left == right
        }
    }
}
