import ArgumentParser

/// How a command prints data.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// The option of every command that prints data.
struct FormatOption: ParsableArguments {
    @Option(help: "How to print data: text for people, json for programs.")
    var format = OutputFormat.text
}
