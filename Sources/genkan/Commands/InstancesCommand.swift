import ArgumentParser

/// `genkan instances`.
struct InstancesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instances",
        abstract: "Look at instances and act for a person, as operations.",
        discussion: "Works beside a running server on the same database.",
        subcommands: [
            InstancesListCommand.self, InstancesShowCommand.self, InstancesSendCommand.self, InstancesRetryCommand.self,
            InstancesCancelCommand.self,
        ])
}
