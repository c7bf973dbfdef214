/// What the refusals of its forms offer to start.
extension Definition {
    /// Each offer of each form's checks, in the order of the file.
    public var offers: [Form.Offer] {
        (start + states.flatMap(\.on)).flatMap { $0.form?.checks.compactMap(\.offer) ?? [] }
    }
}
