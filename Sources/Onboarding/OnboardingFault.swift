/// A broken promise of whoever called: not a refusal that a person could act on.
struct OnboardingFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
