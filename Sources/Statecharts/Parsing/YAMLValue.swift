/// A YAML node with its place and without a type: the schema says what a scalar is, never its looks.
struct YAMLValue: Sendable {
    /// What stands at the place.
    enum Content: Sendable {
        case scalar(String, Style)
        case list([YAMLValue])
        case map([YAMLEntry])
    }

    /// How a scalar is written, as far as places inside of it depend on that.
    enum Style: Sendable { case plain, quoted, block }

    var place: Place
    var content: Content

    /// The text of a scalar.
    var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// The members of a mapping.
    var entries: [YAMLEntry]? {
        guard case .map(let entries) = content else { return nil }
        return entries
    }

    /// The elements of a list.
    var elements: [YAMLValue]? {
        guard case .list(let elements) = content else { return nil }
        return elements
    }

    /// The elements of a list, or the value itself where one may stand without the list.
    var oneOrMore: [YAMLValue] { elements ?? [self] }

    /// The member of that name.
    subscript(key: String) -> YAMLValue? { entry(key)?.value }

    /// The member of that name with the place of its key.
    func entry(_ key: String) -> YAMLEntry? { entries?.first { $0.key == key } }

    /// The place of a byte of a scalar's text; of a block scalar only the line of the key is known.
    func place(atByte offset: Int) -> Place {
        guard case .scalar(let text, let style) = content, style != .block, !text.utf8.isEmpty else { return place }
        let before = String(decoding: text.utf8.prefix(offset), as: UTF8.self).unicodeScalars.count
        return Place(line: place.line, column: place.column + before + (style == .quoted ? 1 : 0))
    }
}
