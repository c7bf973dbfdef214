import Engine
import Hummingbird
import Onboarding
import Statecharts

/// Accounts as their members may see them; nobody else learns whether there is one (S-7).
struct AccountRoutes: Sendable {
    let accounts: Accounts
    let time: any TimeSource

    var all: [APIRoute] {
        let name = APIOperation.Parameter(
            name: "account", place: .path, description: "The account's identifier, or its id.", schema: Schema.text)
        return [
            .get(
                "/accounts/:account",
                APIOperation(
                    name: "account", summary: "An account of which the caller is a member.", parameters: [name],
                    answer: Schema.named("Account"), problems: [.notFound]),
                use: show)
        ]
    }

    @Sendable private func show(_ call: APICall) async throws -> Response {
        let name = try call.segment("account")
        let viewer = call.signedIn.person
        var view = try await accounts.account(identifier: name, viewer: viewer)
        if view == nil { view = try await accounts.account(id: name, viewer: viewer) }
        guard let view else { throw APIFault.notFound }
        return .json(AccountWriter(viewer: viewer, now: time.now).account(view), in: call.words.language)
    }
}
