import Delivery
import Logging
import Storage

/// How this process is set up: a flag wins over the environment, which wins over the default.
struct Configuration: Sendable {
    static let defaultDatabase = "sqlite:genkan-data/genkan.sqlite"

    /// Where the data is.
    var database: DatabaseURL
    /// Keys and mailbox: beside a database file, or where the environment says.
    var keysPath: String
    var mailboxPath: String
    /// How many connections a server gets at most, and how long a statement may run and wait for a lock there.
    var connections = 8
    var statementTimeout = Duration.seconds(10)
    var lockTimeout = Duration.seconds(2)
    /// How long a transaction may stand still.
    var idleTimeout = Duration.seconds(60)
    /// Folder of workflows; absent for those in the program.
    var workflowsFolder: String?
    /// Where to listen.
    var host = "127.0.0.1"
    var port = 8080
    /// Origin of every link, without a slash at the end.
    var publicURL = "http://127.0.0.1:8080"
    /// Whether the sample people are made at start.
    var hasSamplePeople = false
    /// From which level on the log on stderr speaks.
    var logLevel = Logger.Level.info
    /// Which mail server takes the mails; absent for the developer's mailbox.
    var smtp: SMTPSettings?
    /// Who sends mails and helps.
    var vendorName: String
    var supportAddress: String

    var vendor: VendorSettings {
        VendorSettings(
            name: vendorName, supportAddress: supportAddress, publicURL: publicURL, fromAddress: supportAddress)
    }

    /// Right half of every Message-ID.
    var mailHost: String { supportAddress.split(separator: "@").last.map(String.init) ?? "vendor.example" }

    /// Reads what every command needs.
    init(_ options: StoreOptions, environment: [String: String] = Environment.process) throws {
        try self.init(
            database: options.database ?? environment["GENKAN_DATABASE_URL"] ?? Self.defaultDatabase,
            environment: environment)
        workflowsFolder = options.files.workflows ?? environment["GENKAN_WORKFLOWS"]
        if let url = options.database, Self.showsPassword(url) {
            Output.talk(
                "Warning: the password in --database is for everybody to read in the list of processes; "
                    + "give the URL by GENKAN_DATABASE_URL, or the password by a passfile")
        }
    }

    static func showsPassword(_ url: String) -> Bool { url.contains(/:\/\/[^\/@]*:[^\/@]*@|[?&]password=/) }

    /// A store with the workflows of the program.
    init(database url: String, environment: [String: String] = [:]) throws {
        do throws(DatabaseError) {
            database = try DatabaseURL(parsing: url)
        } catch {
            throw Failure("Error: \(error.message)")
        }
        let beside =
            switch database {
            case .sqlite(let path): path
            case .postgres: "genkan-data/genkan"
            }
        keysPath = environment["GENKAN_SEAL_KEYS"] ?? beside + ".keys"
        mailboxPath = environment["GENKAN_MAILBOX"] ?? beside + ".mailbox"
        vendorName = environment["GENKAN_VENDOR_NAME"] ?? "Genkan"
        supportAddress = environment["GENKAN_SUPPORT_ADDRESS"] ?? "support@vendor.example"
        connections = try Self.number("GENKAN_DATABASE_CONNECTIONS", in: environment, 2...200) ?? connections
        let seconds = try Self.number("GENKAN_STATEMENT_TIMEOUT", in: environment, 1...600)
        statementTimeout = seconds.map { .seconds($0) } ?? statementTimeout
    }

    /// How TLS is asked for on the way to a server.
    var sslMode: String? {
        if case .postgres(let url) = database { url.sslMode ?? Environment.process["PGSSLMODE"] } else { nil }
    }

    static func number(
        _ name: String, in environment: [String: String], _ range: ClosedRange<Int>
    ) throws -> Int? {
        guard let text = environment[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Failure(
                "Error: \(name) is '\(text)'; write a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
