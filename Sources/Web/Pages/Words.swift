import Engine
import Statecharts

/// The words of pages in one language: the product's own under `pages.`, and every workflow's by `format.md` 11.
struct Words: Sendable {
    /// Language of every text.
    let language: Language
    private let catalog: TextCatalog

    init(_ catalog: TextCatalog, in language: Language) {
        self.catalog = catalog
        self.language = language
    }

    /// A text of the product's own pages: `home.title` stands under `pages.home.title`.
    func page(_ key: String, _ values: [String: String] = [:]) -> String {
        catalog.text("pages.\(key)", of: TextCatalog.common, in: language.rawValue, values: values) ?? key
    }

    /// A text of a workflow, else the common one; absent where neither has the key.
    func text(_ key: String, of workflow: String, _ values: [String: String] = [:]) -> String? {
        catalog.text(key, of: workflow, in: language.rawValue, values: values)
    }

    /// Values of a fault as people read them: a moment as its day.
    func shown(_ values: [String: String]) -> [String: String] {
        values.mapValues { value in Timestamp(iso8601: value).map(DateText(language).day) ?? value }
    }

    /// The title in this language.
    func title(_ title: Title) -> String {
        switch language {
        case .en: title.en
        case .ja: title.ja
        }
    }

    /// The event as its button says it.
    func event(_ event: String, of workflow: String) -> String {
        text("events.\(event).label", of: workflow) ?? event
    }

    /// That a mail was refused for good, and why.
    func undelivered(_ refused: Undelivered) -> String {
        let cause = page("undelivered.causes.\(refused.cause.rawValue)", ["reason": refused.reason ?? ""])
        return page("undelivered.text", ["to": refused.to, "cause": cause])
    }

    /// What the start page says of a workflow; words that fit every form where it has none of its own.
    func about(_ workflow: String) -> String {
        text("pages.flows.\(workflow)", of: TextCatalog.common) ?? page("home.aboutFlow")
    }

    /// The product's own words as templates read them: `{{t.home.title}}`.
    var tree: PageValue {
        var root: [String: PageValue] = [:]
        for (key, text) in catalog.texts(of: TextCatalog.common, in: language.rawValue) where key.hasPrefix("pages.") {
            Self.plant(text, at: key.split(separator: ".").dropFirst().map(String.init)[...], in: &root)
        }
        return .object(root)
    }

    private static func plant(_ text: String, at path: ArraySlice<String>, in tree: inout [String: PageValue]) {
        guard let name = path.first else { return }
        guard path.count > 1 else {
            tree[name] = .text(text)
            return
        }
        var branch: [String: PageValue] = [:]
        if case .object(let members)? = tree[name] { branch = members }
        plant(text, at: path.dropFirst(), in: &branch)
        tree[name] = .object(branch)
    }
}
