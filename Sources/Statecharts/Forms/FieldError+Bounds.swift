extension FieldError {
    /// The faults of a value that could be read: what is missing inside, lengths, ranges, elements that stand twice.
    /// - Parameter context: for the lists that maps are of.
    static func faults(
        of value: Value, type: ValueType, at path: String, in context: Record
    ) -> [FieldError] {
        switch (type, value) {
        case (.list(of: let element, min: let min, max: let max), .list(let elements)):
            return faults(of: elements, element: element, min: min, max: max, at: path, in: context)
        case (.record(let fields), .record(let record)):
            return fields.flatMap { field in
                let place = "\(path).\(field.name)"
                if let value = record[field.name] { return faults(of: value, type: field.type, at: place, in: context) }
                return field.isRequired ? [FieldError(field: place, error: .required)] : []
            }
        case (.map(let map), .record(let record)):
            return map.elements(in: context).enumerated().flatMap { number, element in
                faults(
                    of: map.entry(of: element, in: record), type: map.element, at: "\(path).\(number)", in: context)
            }
        default:
            guard let error = type.fault(of: value) else { return [] }
            return [FieldError(field: path, error: error, values: numbers(type: type, value: value))]
        }
    }

    init(field: String?, error: BuiltInError, values: [String: String] = [:]) {
        self.init(field: field, error: error.rawValue, values: values)
    }

    private static func faults(
        of elements: [Value], element: ValueType, min: Int, max: Int, at path: String, in context: Record
    ) -> [FieldError] {
        guard (min...Swift.max(min, max)).contains(elements.count) else {
            let error: BuiltInError = elements.count < min ? .tooFew : .tooMany
            let type = ValueType.list(of: element, min: min, max: max)
            return [FieldError(field: path, error: error, values: numbers(type: type, value: .list(elements)))]
        }
        let equality = Equality(of: element)
        return elements.indices.flatMap { index in
            let place = "\(path).\(index)"
            let isRepeated = elements[..<index].contains { equality.holds($0, elements[index]) }
            return faults(of: elements[index], type: element, at: place, in: context)
                + (isRepeated ? [FieldError(field: place, error: .duplicate)] : [])
        }
    }

    /// Numbers that an error's text may print.
    static func numbers(type: ValueType, value: Value) -> [String: String] {
        switch (type, value) {
        case (.text(let bounds), .text(let text)):
            ["min": "\(bounds.min)", "max": "\(bounds.max)", "length": "\(text.unicodeScalars.count)"]
        case (.integer(let min, let max), _): ["min": "\(min)", "max": "\(max)"]
        case (.list(of: _, min: let min, max: let max), .list(let elements)):
            ["min": "\(min)", "max": "\(max)", "length": "\(elements.count)"]
        default: [:]
        }
    }
}
