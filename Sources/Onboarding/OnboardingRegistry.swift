public import Engine

/// What definitions may ask and do: the facts and actions of people, accounts and agreements.
public struct OnboardingRegistry: Sendable {
    private let publicEmailDomains: PublicEmailDomains

    /// Makes a registry.
    ///
    /// - Parameter publicEmailDomains: decides who gets a limited account.
    public init(publicEmailDomains: PublicEmailDomains = PublicEmailDomains()) {
        self.publicEmailDomains = publicEmailDomains
    }

    /// Questions.
    public var facts: FactRegistry {
        FactRegistry(
            PersonFacts.all(publicEmailDomains) + AccountFacts.all + IdentifierFacts.all(publicEmailDomains)
                + AgreementFacts.all)
    }

    /// Deeds.
    public var actions: ActionRegistry {
        ActionRegistry([
            ReserveAccount(publicEmailDomains: publicEmailDomains), ActivateAccount(), ReleaseAccount(),
            ChangeIdentifier(publicEmailDomains: publicEmailDomains), DenyIdentifier(), RecordAcceptance(),
            ReservePlace(), FreePlace(), AddMember(),
        ])
    }
}
