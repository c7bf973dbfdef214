import Statecharts

/// One thing that the doctor looked at.
struct Finding {
    enum Level: String { case ok, warning, failed }

    var check: String
    var level: Level
    /// What was found and, unless it is well, how to mend it.
    var text: String

    static func ok(_ check: String, _ text: String) -> Finding { Finding(check: check, level: .ok, text: text) }

    static func warning(_ check: String, _ text: String) -> Finding {
        Finding(check: check, level: .warning, text: text)
    }

    static func failed(_ check: String, _ text: String) -> Finding {
        Finding(check: check, level: .failed, text: text)
    }

    var json: JSON {
        .object([("check", .string(check)), ("level", .string(level.rawValue)), ("text", .string(text))])
    }
}
