import ArgumentParser
import Delivery
import Foundation

/// Options of the server that say who takes its mails.
struct MailOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Mail server that takes the mails, as smtp://user@relay.example:587 (STARTTLS) or smtps://… "
                + "(GENKAN_SMTP_URL; default: the developer's mailbox).", valueName: "url"))
    var smtp: String?
}

extension Configuration {
    /// Reads which mail server takes the mails, with what only the environment may say.
    func reading(
        _ options: MailOptions, environment: [String: String] = Environment.process
    ) throws -> Configuration {
        guard let url = options.smtp ?? environment["GENKAN_SMTP_URL"], !url.isEmpty else { return self }
        let caFile = environment["GENKAN_SMTP_CA_FILE"]
        if let caFile, !FileManager.default.isReadableFile(atPath: caFile) {
            throw Failure("Error: GENKAN_SMTP_CA_FILE names \(caFile), which cannot be read; name a PEM file")
        }
        do {
            var settings = try SMTPSettings(url: url, password: try Self.password(environment), caFile: caFile)
            settings.connections =
                try Self.number("GENKAN_SMTP_CONNECTIONS", in: environment, 1...64) ?? settings.connections
            var configuration = self
            configuration.smtp = settings
            return configuration
        } catch let invalid as SMTPSettings.Invalid {
            throw Failure("Error: \(invalid)")
        }
    }

    private static func password(_ environment: [String: String]) throws -> String? {
        guard let path = environment["GENKAN_SMTP_PASSWORD_FILE"] else { return environment["GENKAN_SMTP_PASSWORD"] }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("Error: GENKAN_SMTP_PASSWORD_FILE names \(path), which cannot be read; make it readable")
        }
        return text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
}
