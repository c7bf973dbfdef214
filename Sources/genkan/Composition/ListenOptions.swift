import ArgumentParser
import Logging

/// Options of the server.
struct ListenOptions: ParsableArguments {
    @Option(help: "Port to listen at; 0 takes a free one (GENKAN_PORT; default 8080).")
    var port: Int?

    @Option(help: "Address to listen at (GENKAN_HOST; default 127.0.0.1).")
    var host: String?

    @Option(
        help: ArgumentHelp(
            "Origin of every link in mails, such as https://genkan.vendor.example (GENKAN_PUBLIC_URL; default: "
                + "where it listens).", valueName: "url"))
    var publicURL: String?

    @Option(
        help: "From which level on the log on stderr speaks: debug, info, warning, error (GENKAN_LOG; default info).")
    var log: String?

    @Flag(help: "Make the made-up people of the documents, with complete profiles (GENKAN_SAMPLE_PEOPLE=1).")
    var samplePeople = false
}

extension Configuration {
    /// Reads what the server needs besides, and asks whether it can listen there, before anything is opened.
    init(
        _ store: StoreOptions, _ options: ListenOptions, environment: [String: String] = Environment.process
    ) throws {
        try self.init(store, environment: environment)
        host = options.host ?? environment["GENKAN_HOST"] ?? host
        if let port = options.port {
            self.port = port
        } else if let text = environment["GENKAN_PORT"] {
            guard let port = Int(text) else {
                throw Failure("Error: GENKAN_PORT is '\(text)'; write a number such as 8080")
            }
            self.port = port
        }
        port = try PortProbe.port(port, at: host)
        let origin = options.publicURL ?? environment["GENKAN_PUBLIC_URL"] ?? address(port: port)
        guard origin.hasPrefix("http://") || origin.hasPrefix("https://") else {
            throw Failure(
                "Error: the public URL must begin with https:// or http://, as in https://genkan.vendor.example")
        }
        publicURL = origin.hasSuffix("/") ? String(origin.dropLast()) : origin
        if let name = options.log ?? environment["GENKAN_LOG"] {
            guard let level = Logger.Level(rawValue: name) else {
                throw Failure("Error: '\(name)' is no level of the log; use debug, info, warning or error")
            }
            logLevel = level
        }
        hasSamplePeople = options.samplePeople || environment["GENKAN_SAMPLE_PEOPLE"] == "1"
    }

    /// Where a browser on this machine reaches the server.
    func address(port: Int) -> String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
