public import Statecharts

/// Where a company is, as the definitions' `address` has it.
public struct PostalAddress: Hashable, Sendable, Codable {
    /// ISO 3166-1, two letters: `JP`.
    public var country: String
    /// First line: street and number.
    public var line1: String
    /// Second line: building, floor.
    public var line2: String?
    /// City.
    public var city: String
    /// State or prefecture.
    public var state: String?
    /// Postal code.
    public var postalCode: String

    /// Makes an address.
    public init(
        country: String, line1: String, line2: String? = nil, city: String, state: String? = nil, postalCode: String
    ) {
        self.country = country
        self.line1 = line1
        self.line2 = line2
        self.city = city
        self.state = state
        self.postalCode = postalCode
    }

    /// The same as a record of a context.
    public var value: Value {
        var record: Record = [
            "country": .text(country), "line1": .text(line1), "city": .text(city), "postalCode": .text(postalCode),
        ]
        record["line2"] = line2.map(Value.text)
        record["state"] = state.map(Value.text)
        return .record(record)
    }

    /// Reads a record of this shape; absent if a required field is missing.
    public init?(_ value: Value?) {
        guard case .record(let record) = value else { return nil }
        self.init { name in
            if case .text(let text) = record[name] { text } else { nil }
        }
    }

    /// Reads an object of this shape, as columns hold it; absent if a required field is missing.
    init?(_ json: JSON) {
        self.init { name in json[name]?.stringValue }
    }

    private init?(reading text: (String) -> String?) {
        guard let country = text("country"), let line1 = text("line1"), let city = text("city"),
            let postalCode = text("postalCode")
        else { return nil }
        self.init(
            country: country, line1: line1, line2: text("line2"), city: city, state: text("state"),
            postalCode: postalCode)
    }

    /// Type of the record in facts, actions and forms.
    public static let type = ValueType.record([
        Field(name: "country", type: .text(TextBounds(min: 1, max: 2, pattern: .country))),
        Field(name: "line1", type: line(min: 1)),
        Field(name: "line2", type: line(min: 0), isOptional: true),
        Field(name: "city", type: line(min: 1)),
        Field(name: "state", type: line(min: 0), isOptional: true),
        Field(name: "postalCode", type: .text(TextBounds(min: 1, max: 12, pattern: .postalCode))),
    ])

    private static func line(min: Int) -> ValueType { .text(TextBounds(min: min, max: 100)) }
}
