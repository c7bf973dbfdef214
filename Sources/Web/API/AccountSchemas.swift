import Onboarding
import Statecharts

/// The schemas of what `AccountWriter` writes, by their names in `/openapi.json`.
enum AccountSchemas {
    static let all: [(name: String, value: JSON)] = [("Account", account), ("Party", party)]

    private static let account = Schema.object([
        "id": Schema.text, "identifier": Schema.text, "formerIdentifiers": Schema.list(Schema.text),
        "name": Schema.text, "kind": Schema.option(of: Account.Kind.self),
        "status": Schema.option(of: Account.Status.self), "accountType": Schema.text,
        "requestedBy": Schema.orNull(Schema.named("Party")), "createdBy": Schema.orNull(Schema.named("Party")),
        "requestedAt": Schema.moment, "activatedAt": Schema.orNull(Schema.moment),
        "headquarters": Schema.orNull(Schema.record), "roles": Schema.list(Schema.option(of: Member.Role.self)),
        "members": Schema.list(member), "virtualAccounts": Schema.list(virtualAccount),
        "agreements": Schema.list(agreement), "events": Schema.list(event),
    ])

    private static let party = Schema.object(["person": Schema.text, "name": Schema.text, "email": Schema.text])

    private static let member = Schema.object([
        "person": Schema.text, "name": Schema.text, "email": Schema.text,
        "role": Schema.option(of: Member.Role.self), "since": Schema.moment,
    ])

    private static let virtualAccount = Schema.object([
        "id": Schema.text, "name": Schema.text, "description": Schema.text, "isDefault": Schema.flag,
    ])

    private static let agreement = Schema.object([
        "kind": Schema.text, "version": Schema.number, "standing": Schema.option(of: AgreementStatus.Standing.self),
        "dueAt": Schema.moment,
        "acceptance": Schema.orNull(
            Schema.object([
                "person": Schema.text, "name": Schema.text, "email": Schema.text, "textHash": Schema.text,
                "language": Schema.text, "at": Schema.moment,
            ])),
    ])

    private static let event = Schema.object([
        "number": Schema.number, "at": Schema.moment, "person": Schema.orNull(Schema.text),
        "verb": Schema.option(of: AccountEvent.Verb.self), "detail": Schema.record,
    ])
}
