/// A form with the names and types that its event's `data` has.
struct ParsedForm {
    var form: Form
    var data: [String: FieldType]
}
