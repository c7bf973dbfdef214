import Engine
import Statecharts

/// The mails of an account request.
extension SampleMails {
    static let requestMails: [Sample] = [
        request("activate-account", account, link: task),
        request("activation-pending", account.with(people).with(message), link: status),
        request("activation-required", required, link: task),
        request("activation-reminder", account.with(people).with(["asked": .boolean(true)]), link: task),
        request("account-activated", activated, link: "/next-steps"),
        request("approver-silent", account.with(people), link: status),
        request("approver-unknown", account.with(people), link: task),
        request("request-forwarded", account.with(people), link: status),
        request("domain-review", account.with(people).with(reasons), link: task),
        request("domain-waiting", account, link: status),
        request("domain-reason", account.with(people).with(reasons), link: task),
        request("domain-approved", account.with(["reviewNote": .text("Welcome.")]), link: status),
        request("domain-denied", account.with(ended).with(categories), link: again),
        request("domain-denied-approver", account.with(people).with(ended)),
        request("review-overdue", account.with(people), link: task),
        request("review-escalated", account.with(people), link: status),
        request("request-deleted", account.with(people).with(ended), link: again),
        request("request-withdrawn", account.with(people)),
        request("request-expired", account, link: again),
        request("request-expired-approver", account.with(people)),
    ]

    static let account: Record = [
        "accountName": .text("XYZ Manufacture"), "identifier": .text("xyz-manufacture.example"),
    ]
    static let egain = DirectoryPerson(
        id: "p2", email: "egain@webmail.example", addresses: ["egain@webmail.example"], language: "en", name: "Egain")
    static let message: Record = ["message": .text("Please activate it.\nThank you.")]
    static let task = "/l/Zm9vYmFyYmF6cXV4"
    static let status = "/instances/01"

    private static let again = "/start/account-request?from=01"
    private static let people: Record = ["requester": .person(taro.reference), "approver": .person(egain.reference)]
    private static let address: Record = [
        "country": .text("JP"), "line1": .text("丸の内1-1"), "city": .text("千代田区"), "state": .text("東京都"),
        "postalCode": .text("100-0001"),
    ]
    private static let activated = account.with(people).with([
        "headquarters": .record(address), "limited": .boolean(false),
    ])
    private static let required = account.with(people).with(message).with([
        "forwardMessage": .text("This is yours, I think."), "nominees": .list([.text("zab@webmail.example")]),
        "limited": .boolean(true),
    ])
    private static let reasons: Record = [
        "phone": .text("+44 20 7946 0199"), "justification": .text("Second account for our lab network"),
        "question": .text("Who uses it?"),
    ]
    private static let ended: Record = ["endReason": .text("The domain belongs to another company.")]
    private static let categories: Record = [
        "noRight": .boolean(true), "publicDomain": .boolean(false), "accountExists": .boolean(false),
        "prefixUnclear": .boolean(false), "contactUnverified": .boolean(false), "otherReason": .boolean(false),
    ]

    private static func request(_ name: String, _ values: Record, link: String? = nil) -> Sample {
        Sample(folder: "account-request", name: name, values: values, link: link, isTask: link == task)
    }
}

/// The mails of an invitation.
extension SampleMails {
    static let invitationMails: [Sample] = [
        invitation("user-invitation", account.with(invited).with(message), link: task),
        invitation("invitation-accepted", account.with(invited), link: status),
        invitation("invitation-declined", account.with(invited), link: status),
        invitation("invitation-expired", account.with(invited), link: status),
    ]

    private static let invited: Record = [
        "inviter": .person(egain.reference), "invitee": .person(taro.reference), "answer": .text("With pleasure."),
    ]

    private static func invitation(_ name: String, _ values: Record, link: String) -> Sample {
        Sample(folder: "invitation", name: name, values: values, link: link, isTask: link == task)
    }
}

extension Record {
    fileprivate func with(_ more: Record) -> Record { merging(more) { $1 } }
}
