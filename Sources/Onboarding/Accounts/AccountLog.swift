import Foundation
import Statecharts

/// What an account's log leads to: each line followed in its order, nothing of the account's own rows read.
struct AccountLog {
    private(set) var status: String?
    private(set) var name: String?
    private(set) var identifier: String?
    private(set) var requestedBy: String?
    private(set) var requestedAt: Int64?
    private(set) var createdBy: String?
    private(set) var activatedAt: Int64?
    private(set) var endedAt: Int64?
    /// Who is a member as what, and since when.
    private(set) var members: [AccountCheck.Membership: Int64] = [:]
    private(set) var virtualAccounts: Set<String> = []
    /// Accepted versions, each with who did.
    private(set) var acceptances: [Int64: String?] = [:]
    /// Keys of addresses whose invitations stand; they end with a line, or with their owner's becoming a member.
    private(set) var invited: Set<String> = []
    /// What cannot be, in words.
    private(set) var faults: [String] = []
    private var number: Int64 = 0
    private var at: Int64 = .min

    /// Follows the next line.
    /// - Parameter addresses: keys of the addresses of the person whom the line makes a member.
    mutating func follow(_ event: AccountEvent, addresses: Set<String>) {
        number += 1
        if event.number != number { faults.append("line \(number) of its log is missing") }
        number = event.number
        if event.at.microseconds < at { faults.append("line \(number) of its log is earlier than the one before it") }
        at = event.at.microseconds
        let detail = event.detail
        switch event.verb {
        case .requested:
            (status, name, identifier) = ("pending", detail["name"], detail["identifier"])
            (requestedBy, requestedAt) = (event.personID, at)
        case .activated:
            (status, name, createdBy, activatedAt) = ("active", detail["name"], event.personID, at)
        case .renamed: name = detail["to"]
        case .released: (status, endedAt) = ("deleted", at)
        case .identifierChanged: identifier = detail["to"]
        case .memberInvited: invited.insert((detail["email"] ?? "").lowercased())
        case .invitationEnded: invited.remove((detail["email"] ?? "").lowercased())
        case .memberAdded:
            let member = AccountCheck.Membership(person: detail["person"] ?? "", role: detail["role"] ?? "")
            if members[member] == nil { members[member] = at }
            invited.subtract(addresses)
        case .virtualAccountAdded: virtualAccounts.insert(detail["name"] ?? "")
        case .agreementAccepted:
            if let version = detail["version"].flatMap(Int64.init) { acceptances[version] = event.personID }
        }
    }
}
