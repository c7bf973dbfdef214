import Storage

/// One of the connections to the mail server, on a thread of its own, for libcurl waits in the call.
actor SMTPLane {
    private let executor: ThreadExecutor
    private let settings: SMTPSettings
    private let name: String
    private var connection: SMTPConnection?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(_ settings: SMTPSettings, greetingAs name: String, number: Int) {
        self.settings = settings
        self.name = name
        executor = ThreadExecutor(name: "genkan-smtp-\(number)")
    }

    func send(_ envelope: SMTPConnection.Envelope, stop: SMTPStop) -> SMTPVerdict {
        guard let open = connection ?? SMTPConnection(settings, greetingAs: name) else {
            return SMTPVerdict(isTaken: false, step: .session, reply: nil, trouble: "libcurl takes no such settings")
        }
        connection = open
        return open.send(envelope, stop: stop)
    }
}
