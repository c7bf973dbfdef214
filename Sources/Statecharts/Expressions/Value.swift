/// Named values: a context, the data of an event, facts.
///
/// Absent fields have no entry; JSON `null` is read as absent and never written (`format.md` section 3).
public typealias Record = [String: Value]

/// One value of the types of `format.md` section 3.
public enum Value: Hashable, Sendable {
    /// `boolean`.
    case boolean(Bool)
    /// `integer`, within ± 2⁵³−1.
    case integer(Int64)
    /// `text`, `email`, `domainIdentifier`, `enum`, `date` (as `2026-12-31`), `account`, `instance`.
    case text(String)
    /// `timestamp`.
    case timestamp(Timestamp)
    /// `duration`.
    case duration(Span)
    /// `person`.
    case person(PersonReference)
    /// `list`, in order and without duplicates.
    case list([Value])
    /// `record` and `map`.
    case record(Record)

    /// The largest integer of the format, 2⁵³−1; the smallest is its negative.
    public static let integerMax: Int64 = 9_007_199_254_740_991

    /// The same kind and value; text by its bytes, because Swift's `==` would take two spellings of `é` for one.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.text(let left), .text(let right)): left.hasSameBytes(as: right)
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.person(let left), .person(let right)): left == right
        case (.list(let left), .list(let right)): left == right
        case (.record(let left), .record(let right)): left == right
        default: false
        }
    }

    /// Sum that stays within ± 2⁵³−1.
    public static func saturating(_ left: Int64, plus right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        if overflow { return left < 0 ? -integerMax : integerMax }
        return min(max(sum, -integerMax), integerMax)
    }
}

/// A person as an instance knows one: by id as soon as there is a profile with that verified address, by address before.
public struct PersonReference: Hashable, Sendable {
    /// Opaque id of the profile; absent while the address belongs to nobody known.
    public var id: String?
    /// Address, canonical: local part as typed, domain as lower-case A-label.
    public var email: String

    /// Makes a reference.
    public init(id: String? = nil, email: String) {
        self.id = id
        self.email = email
    }

    /// Equal ids, or else equal addresses without regard to case (`format.md` section 2).
    public func isSame(as other: PersonReference) -> Bool {
        if let id, let otherID = other.id { return id == otherID }
        return hasSameAddress(as: other)
    }

    /// Equal addresses without regard to case.
    public func hasSameAddress(as other: PersonReference) -> Bool {
        email.hasSameBytes(as: other.email) || email.lowercased().hasSameBytes(as: other.email.lowercased())
    }
}
