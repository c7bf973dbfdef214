import DomainNames
import Onboarding
import Statecharts

/// The parts of an account's page, as its address names them.
enum AccountPart: String, CaseIterable, Sendable {
    case properties, members
    case virtualAccounts = "virtual-accounts"
    case agreements, events

    /// Name of its words.
    var words: String { self == .virtualAccounts ? "virtualAccounts" : rawValue }
}

/// What the page of an account shows.
struct AccountDrawing {
    let words: Words
    let view: AccountView
    let now: Timestamp

    private var account: Account { view.account }
    private var dates: DateText { DateText(words.language) }

    func values(_ part: AccountPart) -> [String: PageValue] {
        [
            "kind": .text(account.status == .active ? "over" : "live"),
            "status": .text(words.page("account.statuses.\(account.status.rawValue)")),
            "identifier": .text(DomainName.shown(account.identifier)),
            "tabs": .list(AccountPart.allCases.map { tab($0, here: part) }),
            "limited": .flag(account.kind == .limited && part == .properties),
            "properties": part == .properties ? .section(properties) : false,
            "table": part == .properties ? false : table(part), "text": false,
        ]
    }

    /// Where the acceptance stands, in a sentence; who accepted is told as members may know each other.
    func standing(of status: AgreementStatus, reader: Person) -> String {
        switch status.standing(at: now) {
        case .accepted:
            let acceptance = status.acceptance
            let name = acceptance.map { $0.name.isEmpty ? $0.address : $0.name } ?? ""
            let moment = acceptance.map { dates.moment($0.at) } ?? ""
            return words.page("agreement.acceptedBy", ["name": name, "moment": moment])
        case .pending: return words.page("agreement.pending", ["until": words.deadline(status.dueAt, now: now)])
        case .overdue: return words.page("agreement.overdue")
        }
    }

    private func tab(_ part: AccountPart, here: AccountPart) -> PageValue {
        let open = view.agreements.filter { $0.acceptance == nil }.count
        let base = "/accounts/\(account.identifier.percentEncoded)"
        return [
            "href": .text(part == .properties ? base : "\(base)/\(part.rawValue)"),
            "text": .text(words.page("account.\(part.words)")), "isHere": .flag(part == here),
            "count": .optional(part == .agreements && open > 0 ? "\(open)" : nil),
        ]
    }

    private var properties: [PageValue] {
        var lines: [(String, String)] = [
            ("name", account.name), ("identifier", DomainName.shown(account.identifier)),
            ("type", account.accountType), ("status", words.page("account.statuses.\(account.status.rawValue)")),
        ]
        if account.kind == .limited { lines.append(("features", words.page("account.limited"))) }
        lines += [
            ("creator", party(account.createdBy)), ("requestedBy", party(account.requestedBy)),
            ("requestedAt", dates.day(account.requestedAt)),
            ("activatedAt", account.activatedAt.map(dates.day) ?? "–"),
            ("headquarters", account.headquarters.map(AddressText(words.language).lines) ?? "–"),
        ]
        if !account.formerIdentifiers.isEmpty {
            lines.append(("former", account.formerIdentifiers.joined(separator: words.page("site.comma"))))
        }
        return lines.map { ["name": .text(words.page("account.\($0)")), "value": .text($1)] }
    }

    private func party(_ party: Account.Party?) -> String {
        guard let party else { return "–" }
        return party.name.isEmpty ? party.email : "\(party.name) (\(party.email))"
    }

    private func table(_ part: AccountPart) -> PageValue {
        switch part {
        case .properties: false
        case .members: table(part, ["person", "email", "role", "since"], memberRows)
        case .virtualAccounts: table(part, ["name", "description"], virtualRows)
        case .agreements: table(part, ["agreement", "version", "standing"], agreementRows)
        case .events: table(part, ["when", "what", "who"], eventRows)
        }
    }

    /// A cell: text, perhaps with an address.
    private typealias Cell = (text: String, href: String?)

    private func table(_ part: AccountPart, _ columns: [String], _ rows: [[Cell]]) -> PageValue {
        let heads = columns.map { words.page("account.columns.\($0)") }
        let items = rows.map { row -> PageValue in
            let cells = zip(heads, row).map { head, cell -> PageValue in
                ["column": .text(head), "text": .text(cell.text), "link": .optional(cell.href)]
            }
            return ["cells": .list(cells)]
        }
        return [
            "heading": .text(words.page("account.\(part.words)")),
            "lead": .text(words.page("account.leads.\(part.words)")),
            "empty": .text(words.page("account.empty")), "columns": .list(heads.map(PageValue.text)),
            "rows": .section(items),
        ]
    }

    private var memberRows: [[Cell]] {
        view.members.map { member in
            let name = member.person.profile.fullName
            return [
                (name.isEmpty ? member.person.email : name, nil), (member.person.email, nil),
                (words.page("account.roles.\(member.role.rawValue)"), nil), (dates.day(member.since), nil),
            ]
        }
    }

    private var virtualRows: [[Cell]] { view.virtualAccounts.map { [($0.name, nil), ($0.description, nil)] } }

    private var agreementRows: [[Cell]] {
        view.agreements.map { status in
            let href = "/accounts/\(account.identifier.percentEncoded)/agreements/\(status.version)"
            return [
                (words.page("agreement.company"), href), ("\(status.version)", nil),
                (words.page("agreement.standings.\(status.standing(at: now).rawValue)"), nil),
            ]
        }
    }

    private var eventRows: [[Cell]] {
        view.events.map { event in
            let who = view.members.first { $0.person.id == event.personID }.map { member in
                member.person.profile.fullName.isEmpty ? member.person.email : member.person.profile.fullName
            }
            let what = words.page("account.verbs.\(event.verb.rawValue)")
            return [(dates.moment(event.at), nil), (what, nil), (who ?? "–", nil)]
        }
    }
}
