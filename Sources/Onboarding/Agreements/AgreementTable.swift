import Statecharts
import Storage

/// Rows of acceptances: at most one for an account and a version.
enum AgreementTable {
    static func status(
        of account: String, activatedAt: Timestamp, in tx: borrowing Transaction
    ) throws -> AgreementStatus {
        let agreement = CompanyAgreement.current
        let row = try tx.rows(AgreementSQL.acceptance, .text(account), .integer(agreement.version)).first
        return AgreementStatus(
            kind: "company", version: agreement.version, acceptance: try row.map { try acceptance($0, in: tx) },
            dueAt: activatedAt.adding(.days(30)))
    }

    /// Writes the first acceptance; a second one changes nothing.
    static func accept(
        _ version: Int64, for account: String, _ acceptance: AgreementStatus.Acceptance, in tx: borrowing Transaction
    ) throws -> Bool {
        try tx.changed(
            AgreementSQL.accept, .text(account), .integer(version), .text(acceptance.textHash),
            .text(acceptance.language), .text(acceptance.personID), .text(acceptance.address),
            .text(acceptance.session), .integer(acceptance.at.microseconds)) == 1
    }

    private static func acceptance(_ row: Row, in tx: borrowing Transaction) throws -> AgreementStatus.Acceptance {
        let personID = try row.text("person_id")
        return AgreementStatus.Acceptance(
            personID: personID, name: try PersonTable.person(id: personID, in: tx)?.profile.fullName ?? "",
            address: try row.text("address"), textHash: try row.text("text_hash"), language: try row.text("language"),
            session: try row.text("session"), at: Timestamp(microseconds: try row.integer("accepted_at")))
    }
}

enum AgreementSQL {
    static let acceptance = Statement(
        "agreement.acceptance",
        """
        select text_hash, language, person_id, address, session, accepted_at from agreement_acceptance
        where account_id = $1 and kind = 'company' and version = $2
        """)
    static let accept = Statement(
        "agreement.accept",
        """
        insert into agreement_acceptance (account_id, kind, version, text_hash, language, person_id, address, session,
            accepted_at)
        values ($1, 'company', $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
        """)
    static let all = [acceptance, accept]
}
