import Mustache
import Statecharts

/// A value as a template writes it; an absent one prints `-` and counts as false in a section.
struct MailWord: MustacheCustomRenderable, MustacheParent {
    static let absent = MailWord(renderText: "-", isNull: true)

    let renderText: String
    var isNull = false

    func child(named: String) -> Any? { nil }
}

/// Named words: `vendor.name`, `recipient.email`; inside a section of them every other name means what it means outside.
struct MailWords: MustacheParent {
    let words: [String: String]

    func child(named: String) -> Any? { words[named].map { MailWord(renderText: $0) } }
}

/// All that one template may use: what is not here is absent.
struct MailScope: MustacheParent {
    let values: [String: Any]

    func child(named: String) -> Any? { values[named] ?? MailWord.absent }
}

/// What the frame of the HTML part may use: its title, and one letter for each language.
struct MailDocument: MustacheParent {
    let language: String
    let subject: String
    let letters: [MailScope]

    func child(named: String) -> Any? {
        switch named {
        case "language": language
        case "subject": subject
        case "letters": letters
        default: nil
        }
    }
}
