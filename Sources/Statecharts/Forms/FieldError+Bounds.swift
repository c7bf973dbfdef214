extension FieldError {
    /// The faults of a value that could be read: what is missing inside, lengths, ranges, elements that stand twice.
    static func faults(of value: Value, type: ValueType, at path: String) -> [FieldError] {
        switch (type, value) {
        case (.list(of: let element, min: let min, max: let max), .list(let elements)):
            return faults(of: elements, element: element, min: min, max: max, at: path)
        case (.record(let fields), .record(let record)):
            return fields.flatMap { field in
                let place = "\(path).\(field.name)"
                if let value = record[field.name] { return faults(of: value, type: field.type, at: place) }
                return field.isRequired ? [FieldError(field: place, error: .required)] : []
            }
        default:
            guard let error = type.fault(of: value) else { return [] }
            return [FieldError(field: path, error: error, values: numbers(for: error, type: type, value: value))]
        }
    }

    init(field: String?, error: BuiltInError, values: [String: String] = [:]) {
        self.init(field: field, error: error.rawValue, values: values)
    }

    private static func faults(
        of elements: [Value], element: ValueType, min: Int, max: Int, at path: String
    ) -> [FieldError] {
        guard (min...Swift.max(min, max)).contains(elements.count) else {
            let error: BuiltInError = elements.count < min ? .tooFew : .tooMany
            let values = ["min": "\(min)", "max": "\(max)", "length": "\(elements.count)"]
            return [FieldError(field: path, error: error, values: values)]
        }
        let equality = Equality(of: element)
        return elements.indices.flatMap { index in
            let place = "\(path).\(index)"
            let isRepeated = elements[..<index].contains { equality.holds($0, elements[index]) }
            return faults(of: elements[index], type: element, at: place)
                + (isRepeated ? [FieldError(field: place, error: .duplicate)] : [])
        }
    }

    /// Numbers that the error's text may print.
    private static func numbers(for error: BuiltInError, type: ValueType, value: Value) -> [String: String] {
        switch (type, value) {
        case (.text(let bounds), .text(let text)):
            ["min": "\(bounds.min)", "max": "\(bounds.max)", "length": "\(text.unicodeScalars.count)"]
        case (.integer(let min, let max), _): ["min": "\(min)", "max": "\(max)"]
        default: [:]
        }
    }
}
