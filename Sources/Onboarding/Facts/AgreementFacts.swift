import Engine
import Statecharts

/// Questions about the agreements that are shipped.
enum AgreementFacts {
    static let all = [currentAgreement, newestAgreement, agreementHash]

    private static let currentAgreement = Fact(
        "currentAgreement",
        FactSignature(arguments: [.text(TextBounds(max: 20))], result: .integer(min: 1, max: 9999))
    ) { arguments, _, _ in
        arguments.first == .text("company") ? .integer(CompanyAgreement.current.version) : nil
    }

    /// What an account has to accept, or will have to: every account the newest version that is shipped.
    private static let newestAgreement = Fact(
        "newestAgreement", FactSignature(arguments: [.account], result: .integer(min: 1, max: 9999))
    ) { _, _, _ in
        .integer(CompanyAgreement.current.version)
    }

    private static let agreementHash = Fact(
        "agreementHash",
        FactSignature(arguments: [.integer(min: 1, max: 9999)], result: .text(TextBounds(max: 64)))
    ) { arguments, _, _ in
        guard case .integer(let version) = arguments.first else { return nil }
        return CompanyAgreement.version(version).map { .text($0.hash) }
    }
}
