import Engine
import Onboarding
import Statecharts

/// An account as JSON for one of its members: administrators read every address, others their own (S-18).
struct AccountWriter {
    let viewer: Person
    let now: Timestamp

    func account(_ view: AccountView) -> JSON {
        let account = view.account
        let isTold = view.roles.contains(.administrator)
        return JSON(members: [
            "id": .string(account.id), "identifier": .string(account.identifier),
            "formerIdentifiers": .array(account.formerIdentifiers.map(JSON.string)), "name": .string(account.name),
            "kind": .string(account.kind.rawValue), "status": .string(account.status.rawValue),
            "accountType": .string(account.accountType), "requestedBy": party(account.requestedBy, isTold: isTold),
            "createdBy": party(account.createdBy, isTold: isTold), "requestedAt": .string(account.requestedAt.iso8601),
            "activatedAt": JSON(account.activatedAt),
            "headquarters": account.headquarters.map { JSON($0.value) } ?? .null,
            "roles": .array(view.roles.map(\.rawValue).sorted().map(JSON.string)),
            "members": .array(view.members.map { member($0, isTold: isTold) }),
            "virtualAccounts": .array(view.virtualAccounts.map(virtualAccount)),
            "agreements": .array(view.agreements.map { agreement($0, isTold: isTold) }),
            "events": .array(view.events.map(event)),
        ])
    }

    private func member(_ member: Member, isTold: Bool) -> JSON {
        JSON(members: [
            "person": .string(member.person.id), "name": .string(member.person.profile.fullName),
            "email": address(member.person.email, of: member.person.id, isTold: isTold),
            "role": .string(member.role.rawValue), "since": .string(member.since.iso8601),
        ])
    }

    private func virtualAccount(_ part: VirtualAccount) -> JSON {
        JSON(members: [
            "id": .string(part.id), "name": .string(part.name), "description": .string(part.description),
            "isDefault": .boolean(part.isDefault),
        ])
    }

    private func agreement(_ status: AgreementStatus, isTold: Bool) -> JSON {
        let acceptance = status.acceptance.map { acceptance in
            JSON(members: [
                "person": .string(acceptance.personID), "name": .string(acceptance.name),
                "email": address(acceptance.address, of: acceptance.personID, isTold: isTold),
                "textHash": .string(acceptance.textHash), "language": .string(acceptance.language),
                "at": .string(acceptance.at.iso8601),
            ])
        }
        return JSON(members: [
            "kind": .string(status.kind), "version": .integer(status.version),
            "standing": .string(status.standing(at: now).rawValue), "dueAt": .string(status.dueAt.iso8601),
            "acceptance": acceptance ?? .null,
        ])
    }

    private func event(_ event: AccountEvent) -> JSON {
        JSON(members: [
            "number": .integer(event.number), "at": .string(event.at.iso8601),
            "person": event.personID.map(JSON.string) ?? .null, "verb": .string(event.verb.rawValue),
            "detail": JSON(event.detail.mapValues(Value.text)),
        ])
    }

    private func party(_ party: Account.Party?, isTold: Bool) -> JSON {
        guard let party else { return .null }
        return JSON(members: [
            "person": .string(party.id), "name": .string(party.name),
            "email": address(party.email, of: party.id, isTold: isTold),
        ])
    }

    private func address(_ email: String, of person: String, isTold: Bool) -> JSON {
        .string(isTold || person == viewer.id ? email : Masking.email(email))
    }
}
