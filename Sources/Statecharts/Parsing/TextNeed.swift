/// A text that the definition asks for.
struct TextNeed {
    var key: String
    var place: Place
    /// Told when it is missing altogether; E036 or E028.
    var code = "E028"
    /// An optional text may be there, and is then wanted in both languages.
    var isRequired = true
}
