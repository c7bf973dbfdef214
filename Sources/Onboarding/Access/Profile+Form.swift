import Foundation
public import Statecharts

extension Profile {
    /// The form of the profile page; its built-in errors have the texts of every form.
    ///
    /// The company's address is optional as a whole: whoever leaves all its fields empty leaves it out.
    public static let form = Form(
        name: "profile",
        items: [
            item("firstName", text(60, pattern: .name)),
            item("lastName", text(60, pattern: .name)),
            item("preferredName", text(60, min: 0, pattern: .name), isOptional: true),
            item("company", text(100, pattern: .name)),
            item("companyAddress", PostalAddress.type, isOptional: true),
            item("phone", .text(TextBounds(min: 5, max: 30, pattern: .phone)), isOptional: true),
            item("language", .enumeration(["en", "ja"])),
            item("timeZone", text(60, min: 0), isOptional: true),
        ])

    /// Reads what was typed into the form.
    ///
    /// - Throws: all faults, with the field's path (`companyAddress.city`). Besides the built-in errors: `notATimeZone`,
    ///   and `notACompany` for the company "0" (D-38).
    public init(reading input: JSON) throws(FormErrors) {
        let scope = Scope(context: [:], now: Timestamp(microseconds: 0))
        let values = try Self.form.read(input, in: scope)
        func text(_ name: String) -> String? {
            if case .text(let text) = values[name] { text.isEmpty ? nil : text } else { nil }
        }
        var faults: [FieldError] = []
        if text("company") == "0" { faults.append(FieldError(field: "company", error: "notACompany")) }
        if let zone = text("timeZone"), TimeZone(identifier: zone) == nil {
            faults.append(FieldError(field: "timeZone", error: "notATimeZone"))
        }
        guard faults.isEmpty else { throw FormErrors(faults) }
        self.init(
            firstName: text("firstName"), lastName: text("lastName"), preferredName: text("preferredName"),
            company: text("company"), companyAddress: PostalAddress(values["companyAddress"]), phone: text("phone"),
            language: text("language"), timeZone: text("timeZone"))
    }

    /// The values that the form shows first.
    public var formValues: Record {
        var values: Record = [:]
        values["firstName"] = firstName.map(Value.text)
        values["lastName"] = lastName.map(Value.text)
        values["preferredName"] = preferredName.map(Value.text)
        values["company"] = company.map(Value.text)
        values["companyAddress"] = companyAddress?.value
        values["phone"] = phone.map(Value.text)
        values["language"] = language.map(Value.text)
        values["timeZone"] = timeZone.map(Value.text)
        return values
    }

    private static func item(_ name: String, _ type: ValueType, isOptional: Bool = false) -> Form.Item {
        Form.Item(field: Field(name: name, type: type, isOptional: isOptional, personal: true))
    }

    private static func text(_ max: Int, min: Int = 1, pattern: TextBounds.Pattern? = nil) -> ValueType {
        .text(TextBounds(min: min, max: max, pattern: pattern))
    }
}
