import ArgumentParser
import Engine
import Onboarding
import ServiceLifecycle
import UnixSignals

/// `genkan serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve pages and the JSON API until SIGTERM or Ctrl-C.",
        discussion: """
            Migrates the database, takes in workflow files with a higher version, delivers mails into the folder \
            PATH.mailbox beside the database and shows them at /dev/mailbox.

            EXAMPLE
              genkan serve --database sqlite:genkan-data/genkan.sqlite --port 8080 --sample-people
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var listening: ListenOptions

    func run() async throws {
        let configuration = try Configuration(store, listening)
        let parts = try await Composition.make(configuration, for: .serve)
        do {
            if configuration.hasSamplePeople {
                try await SampleData.insert(into: parts.database, now: parts.time.now)
            }
            let readiness = Readiness()
            let web = try parts.web(readiness: readiness) { port in
                readiness.begin()
                Output.data("Genkan is ready: \(configuration.address(port: port))")
            }
            try await ServiceGroup(configuration: groupConfiguration(parts, web: web, readiness: readiness)).run()
        } catch {
            throw Failure(error)
        }
    }

    /// In the order of need: what stands first is stopped last.
    private func groupConfiguration(_ parts: Composition, web: some Service, readiness: Readiness)
        -> ServiceGroupConfiguration
    {
        var configuration = ServiceGroupConfiguration(
            services: [
                DatabaseLife(database: parts.database), parts.monthKeeper, parts.timerWorker, parts.outboxWorker, web,
                readiness,
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: parts.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(25)
        return configuration
    }
}
