import HTTPTypes

extension HTTPFields {
    /// Adds a further field of that name.
    mutating func append(_ name: HTTPField.Name, _ value: String) { append(HTTPField(name: name, value: value)) }
}
