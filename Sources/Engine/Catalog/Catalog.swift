public import Statecharts
public import Storage

/// Definitions: those that starts take, by name, and every version that instances live by, by id.
public struct Catalog: Sendable {
    /// The same version with another hash (E040), with what to do.
    public struct VersionConflict: Error, CustomStringConvertible {
        /// One line.
        public let description: String
    }

    private let definitions: [Int64: Definition]
    private let current: [String: Int64]

    /// Loads what the store holds and takes in what the files say (`commit.md` 13), in one transaction.
    ///
    /// A file with a higher version serves new starts from now on; running instances keep theirs. The same version with
    /// another hash is refused. Titles and comments are no part of the hash: a corrected word reaches running instances.
    /// - Parameters:
    ///   - files: parsed definitions.
    ///   - areReadTogether: parsed against each other and these topics; a store with no others is not parsed again then.
    ///   - topics: as `topics.yaml` declares them, for files and stored definitions alike.
    /// - Throws: `VersionConflict`, `DefinitionError` for a stored definition that does not load any more.
    public static func load(
        _ files: [Definition], areReadTogether: Bool = false, topics: [String: Topic] = [:],
        into database: any Database, now: Timestamp
    ) async throws -> Catalog {
        try await database.transaction { tx in
            _ = try tx.rows(DefinitionTable.wait)
            for file in files { try take(file, now: now, in: tx) }
            return try read(topics: topics, given: areReadTogether ? files : [], in: tx)
        }
    }

    /// What the store holds and nothing else; writes nothing.
    public static func stored(topics: [String: Topic], in database: any Database) async throws -> Catalog {
        try await database.read { tx in try read(topics: topics, in: tx) }
    }

    /// What the store holds as far as it can be read and trusted, and in words what cannot.
    /// - Parameter known: read before; a text that is the same is not read again.
    static func readable(
        topics: [String: Topic], known: Catalog?, in tx: borrowing Transaction
    ) throws -> (catalog: Catalog, broken: [String]) {
        let rows = try tx.rows(DefinitionTable.everything)
        let sources = try rows.map { (id: try $0.integer(0), workflow: try $0.text(1), text: try $0.text(4)) }
        let same = sources.map { source in
            known?.definition(id: source.id).flatMap { $0.source.utf8.elementsEqual(source.text.utf8) ? $0 : nil }
        }
        let isAllKnown = same.allSatisfy { $0 != nil }
        let results = isAllKnown ? same.compactMap { $0.map(Result.success) } : parsed(sources, topics: topics)
        var definitions: [Int64: Definition] = [:]
        var broken: [String] = []
        for (row, result) in zip(rows, results) {
            let name = "definition \(try row.integer(0)) (\(try row.text(1)) version \(try row.integer(2)))"
            switch result {
            case .success(let definition) where definition.contentHash == (try row.bytes(3)):
                definitions[try row.integer(0)] = definition
            case .success: broken.append("\(name) is not the text that its hash is of")
            case .failure(let error): broken.append("\(name) cannot be read: \(error)")
            }
        }
        return (Catalog(definitions: definitions, current: [:]), broken)
    }

    /// The definition of an instance.
    func definition(id: Int64) -> Definition? { definitions[id] }

    /// What a start takes.
    func current(_ workflow: String) -> (id: Int64, definition: Definition)? {
        guard let id = current[workflow], let definition = definitions[id] else { return nil }
        return (id, definition)
    }

    /// The definition of that version, of whichever instances live by it.
    func definition(_ workflow: String, version: Int) -> Definition? {
        definitions.values.first { $0.workflow == workflow && $0.version == version }
    }

    /// Names of all that instances live by, sorted.
    var workflows: [String] { Set(definitions.values.map(\.workflow)).sorted() }

    /// Every version, by name and version.
    var all: [Definition] { definitions.values.sorted { ($0.workflow, $0.version) < ($1.workflow, $1.version) } }

    /// What starts take, by name.
    public var deployed: [Definition] {
        current.values.compactMap { definitions[$0] }.sorted { $0.workflow < $1.workflow }
    }

    private static func take(_ file: Definition, now: Timestamp, in tx: borrowing Transaction) throws {
        let known = try tx.rows(DefinitionTable.everything).filter { try $0.text(1) == file.workflow }
        if let same = try known.first(where: { try $0.bytes(3) == file.contentHash }) {
            let id = try same.integer(0)
            if try same.text(4) != file.source { tx.write(DefinitionTable.correct, .integer(id), .text(file.source)) }
            try deploy(file, id: id, newest: newest(known), now: now, in: tx)
            return
        }
        if try known.contains(where: { try $0.integer(2) == Int64(file.version) }) {
            throw VersionConflict(
                description: """
                    \(file.workflow): error[E040]: version \(file.version) is in the store with another content; \
                    write 'version: \((try newest(known)) + 1)' for the changed definition
                    """)
        }
        let inserted = try tx.rows(
            DefinitionTable.insert, .text(file.workflow), .integer(file.version), .bytes(file.contentHash),
            .text(file.source), .integer(1), now.sql)
        guard let id = try inserted.first?.integer(0) else {
            throw BrokenInvariant("a definition was not stored", instance: nil)
        }
        try deploy(file, id: id, newest: try newest(known), now: now, in: tx)
    }

    private static func newest(_ rows: [Row]) throws -> Int { Int(try rows.map { try $0.integer(2) }.max() ?? 0) }

    /// An older file than what is deployed serves nobody.
    private static func deploy(
        _ file: Definition, id: Int64, newest: Int, now: Timestamp, in tx: borrowing Transaction
    ) throws {
        guard file.version >= newest else { return }
        tx.write(DefinitionTable.deploy, .text(file.workflow), .integer(id), now.sql, .text("serve"))
    }

    /// - Parameter given: read against each other; a store that holds these and nothing else need not be read again.
    private static func read(
        topics: [String: Topic], given: [Definition] = [], in tx: borrowing Transaction
    ) throws -> Catalog {
        var sources: [(id: Int64, workflow: String, text: String)] = []
        for row in try tx.rows(DefinitionTable.everything) {
            sources.append((try row.integer(0), try row.text(1), try row.text(4)))
        }
        var definitions: [Int64: Definition] = [:]
        let same = sources.compactMap { source in given.first { $0.source.utf8.elementsEqual(source.text.utf8) } }
        let isAllGiven = same.count == sources.count && same.count == given.count
        let results = isAllGiven ? same.map(Result.success) : parsed(sources, topics: topics)
        for (source, result) in zip(sources, results) { definitions[source.id] = try result.get() }
        var current: [String: Int64] = [:]
        for row in try tx.rows(DefinitionTable.deployed) { current[try row.text(0)] = try row.integer(1) }
        return Catalog(definitions: definitions, current: current)
    }

    /// Parses stored files against each other: what an input takes by itself follows from the receiver's form.
    ///
    /// Where an older file does not fit its neighbours of today, it stays as it says by itself.
    private static func parsed(
        _ sources: [(id: Int64, workflow: String, text: String)], topics: [String: Topic]
    ) -> [Result<Definition, any Error>] {
        let files = sources.map { (path: "\($0.workflow).yaml", text: $0.text) }
        let all = Surroundings(between: files, topics: topics)
        var alone = all
        (alone.systemStarts, alone.systemEvents) = (nil, nil)
        return files.map { [alone] file in
            Result {
                let fitting = try? Definition.parse(file.text, file: file.path, surroundings: all)
                return try fitting?.definition
                    ?? Definition.parse(file.text, file: file.path, surroundings: alone).definition
            }
        }
    }
}
