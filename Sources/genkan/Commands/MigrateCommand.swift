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
            'genkan serve' does it by itself at start. There is no way back but a backup.

            EXAMPLE
              genkan migrate --database sqlite:genkan-data/genkan.sqlite --plan
            """)

    @Flag(help: "Only say what would be done.")
    var plan = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let configuration = try Configuration(store)
        do {
            if plan { try StoreLines.requireFile(configuration.databasePath) }
            let database = try await SQLiteDatabase.open(path: configuration.databasePath)
            let steps =
                plan
                ? try await StoreLines.migrator.plan(database)
                : try await StoreLines.migrator.migrate(database, at: SystemTime().now.microseconds)
            try await database.close()
            report(steps.map(\.description))
        } catch {
            throw Failure(error)
        }
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
