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

            EXAMPLES
              genkan migrate --database sqlite:genkan-data/genkan.sqlite --plan
              genkan migrate --database postgresql://genkan_owner@db.example/genkan
            """)

    @Flag(help: "Only say what would be done.")
    var plan = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let configuration = try Configuration(store)
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
