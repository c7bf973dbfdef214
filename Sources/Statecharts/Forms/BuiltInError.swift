/// The errors of a field that need no form to name them; their texts are `fields.<name>` of `texts/common`.
public enum BuiltInError: String, CaseIterable, Sendable {
    case required, tooShort, tooLong, tooFew, tooMany, duplicate
    case notAnEmail, notADomain, notAPhone, notAPostalCode, notACountry, notALabel, notDigits, notAName
    case notANumber, notADate, notATimestamp, notADuration, outOfRange, notAnOption
    case wrongKind, controlCharacter, notApplicable, unknownField
}
