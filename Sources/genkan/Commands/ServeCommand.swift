import ArgumentParser
import Engine
import Logging
import Onboarding
import ServiceLifecycle

/// `genkan serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve pages and the JSON API until SIGTERM or Ctrl-C.",
        discussion: """
            Migrates a database file, takes in workflow files with a higher version, and hands mails to the mail \
            server (--smtp; its password by GENKAN_SMTP_PASSWORD or GENKAN_SMTP_PASSWORD_FILE); without one it puts \
            them into the folder PATH.mailbox beside the database and shows them at /dev/mailbox. Any number of processes may serve one \
            PostgreSQL database; they share the key file and the folder of mails (GENKAN_SEAL_KEYS, GENKAN_MAILBOX).

            EXAMPLES
              genkan serve --database sqlite:genkan-data/genkan.sqlite --port 8080 --sample-people
              genkan serve --database postgresql://genkan_app@db.example/genkan --port 8080
              GENKAN_SMTP_PASSWORD_FILE=relay.password genkan serve --smtp smtp://genkan@relay.example:587
            """)

    @Flag(help: "Migrate a PostgreSQL database first, by the role in its URL (GENKAN_MIGRATE=1).")
    var migrate = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var listening: ListenOptions
    @OptionGroup var mail: MailOptions

    func run() async throws {
        let configuration = try Configuration(store, listening).reading(mail)
        let mayMigrate = migrate || Environment.process["GENKAN_MIGRATE"] == "1"
        let parts = try await Composition.make(configuration, for: mayMigrate ? .own : .serve)
        for warning in parts.warnings { parts.logger.warning("\(warning)") }
        do {
            if configuration.hasSamplePeople {
                try await SampleData.insert(into: parts.database, now: parts.time.now)
            }
            let readiness = Readiness(health: parts.healthKeeper)
            let web = try parts.web(readiness: readiness) { port in
                readiness.begin()
                Output.data("Genkan is ready: \(configuration.address(port: port))")
            }
            let group = ServiceGroup(configuration: groupConfiguration(parts, web: web, readiness: readiness))
            try await StopSignals.run(group)
        } catch {
            throw Failure(error)
        }
    }

    /// In the order of need: what stands first is stopped last.
    private func groupConfiguration(_ parts: Composition, web: some Service, readiness: Readiness)
        -> ServiceGroupConfiguration
    {
        let store: [any Service] = [DatabaseLife(database: parts.database), parts.monthKeeper, parts.receiptKeeper]
        let clock: [any Service] = parts.clockKeeper.map { [$0] } ?? []
        let wakeUps = [parts.wakeUp, parts.messageWakeUp]
        let listening: [any Service] = parts.listener.map { [ListenerLife(listener: $0, wakeUps: wakeUps)] } ?? []
        var configuration = ServiceGroupConfiguration(
            services: store + clock + listening + [
                parts.healthKeeper, parts.repairKeeper, parts.timerWorker, parts.messageWorker, parts.outboxWorker, web,
                readiness,
            ],
            logger: parts.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(25)
        return configuration
    }
}
