import ArgumentParser

/// Options of every command that opens the store.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the data is, as sqlite:PATH or postgresql://… (GENKAN_DATABASE_URL; default "
                + "\(Configuration.defaultDatabase)).", valueName: "url"))
    var database: String?

    @OptionGroup var files: WorkflowOptions
}

/// Option of every command that reads workflows.
struct WorkflowOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read workflows (*.yaml) and their texts (texts/…) from this folder instead of those in the program "
                + "(GENKAN_WORKFLOWS).", valueName: "folder"))
    var workflows: String?
}
