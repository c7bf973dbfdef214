import Delivery
import Logging
import Storage

/// How this process is set up: a flag wins over the environment, which wins over the default.
struct Configuration: Sendable {
    static let defaultDatabase = "sqlite:genkan-data/genkan.sqlite"

    /// Path of the database file; keys and mailbox lie beside it.
    var databasePath: String
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
    /// Who sends mails and helps.
    var vendorName: String
    var supportAddress: String

    var keysPath: String { databasePath + ".keys" }
    var mailboxPath: String { databasePath + ".mailbox" }

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
    }

    /// A store with the workflows of the program.
    init(database url: String, environment: [String: String] = [:]) throws {
        do throws(DatabaseError) {
            switch try DatabaseURL(parsing: url) {
            case .sqlite(let path): databasePath = path
            case .postgres:
                throw DatabaseError(.cannotOpen, message: "this program serves SQLite only so far; use sqlite:PATH")
            }
        } catch {
            throw Failure("Error: \(error.message)")
        }
        vendorName = environment["GENKAN_VENDOR_NAME"] ?? "Genkan"
        supportAddress = environment["GENKAN_SUPPORT_ADDRESS"] ?? "support@vendor.example"
    }
}
