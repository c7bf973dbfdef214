import ArgumentParser
import Engine
import Statecharts
import Storage

/// `genkan migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database's tables to what this program expects.",
        discussion: """
            On SQLite 'genkan serve' does it by itself at start; on PostgreSQL it does so only with --migrate. There is \
            no way back but a backup.

            With --to, moves everything in the database into another, empty one, SQLite or PostgreSQL, while servers \
            go on working. At the end nobody can write for a moment; then the old database refuses every writer, and \
            servers are started on the new one. If it is interrupted, the same command goes on. Both URLs name the \
            role that owns the tables.

            EXAMPLES
              genkan migrate --database sqlite:genkan-data/genkan.sqlite --plan
              genkan migrate --database postgresql://genkan_owner@db.example/genkan
              genkan migrate --to postgresql://genkan_owner@db.example/genkan
              genkan migrate --database postgresql://genkan_owner@db.example/genkan --to sqlite:here/genkan.sqlite
            """)

    @Flag(help: "Only say what would be done.")
    var plan = false

    @Option(
        help: ArgumentHelp(
            "Move everything into this empty database, sqlite:PATH or postgresql://… (GENKAN_MOVE_TO).",
            valueName: "url"))
    var to: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let configuration = try Configuration(store)
        if let target = to ?? Environment.process["GENKAN_MOVE_TO"] {
            guard !plan else { throw ValidationError("--plan and --to do not go together; leave one out") }
            if to.map(Configuration.showsPassword) == true {
                Output.talk(
                    "Warning: the password in --to is for everybody to read in the list of processes; "
                        + "give the URL by GENKAN_MOVE_TO, or the password by a passfile")
            }
            return try await MoveRun(
                source: configuration, target: Configuration(database: target, environment: Environment.process)
            ).run(output.format)
        }
        do {
            report(try await plan ? pending(configuration) : applied(configuration))
        } catch {
            throw Failure(error)
        }
    }

    private func pending(_ configuration: Configuration) async throws -> [String] {
        let database = try await StoreLines.open(configuration, mayMake: false)
        do {
            let steps = try await StoreLines.migrator.plan(database)
            try await database.close()
            return steps.map(\.description)
        } catch {
            try await database.close()
            throw error
        }
    }

    private func applied(_ configuration: Configuration) async throws -> [String] {
        try await StoreLines.migrate(configuration, time: SystemTime()).map(\.description)
    }

    private func report(_ steps: [String]) {
        switch output.format {
        case .json:
            Output.data(.object([(plan ? "pending" : "applied", .array(steps.map(JSON.string)))]))
        case .text:
            for step in steps { Output.data(step) }
            let count = "\(steps.count) migration(s)"
            Output.talk(plan ? "\(count) to apply" : steps.isEmpty ? "nothing to apply" : "\(count) applied")
        }
    }
}
