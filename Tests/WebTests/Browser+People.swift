import Engine
import Foundation
import TestKit
import Testing

extension Browser {
    /// Signs in as a person would: address, mail, code.
    func signIn(_ address: String, in world: WebWorld, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let page = try await get("/sign-in")
        let form = try #require(page.forms.first { $0.action == "/sign-in" }, sourceLocation: sourceLocation)
        let sent = try await press(form, ["email": address])
        let codePage = try await get(try #require(sent.location, sourceLocation: sourceLocation))
        try await world.settle()
        let code = try #require(world.code(to: address), sourceLocation: sourceLocation)
        let codeForm = try #require(
            codePage.forms.first { $0.action == "/sign-in/code" }, sourceLocation: sourceLocation)
        let done = try await press(codeForm, ["code": code])
        try #require(done.status == 303, sourceLocation: sourceLocation)
    }

    /// Opens the page and sends its form there, typed over.
    @discardableResult
    func fill(
        _ path: String, _ typed: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answered {
        let page = try await get(path)
        let action = path.split(separator: "?").first.map(String.init) ?? path
        let form = try #require(page.forms.first { $0.action == action }, sourceLocation: sourceLocation)
        return try await finish(form, typed)
    }

    /// Sends a form page by page, typed over, until it is taken or something is wrong.
    @discardableResult
    func finish(_ form: HTMLForm, _ typed: [String: String] = [:]) async throws -> Answered {
        var form = form
        while true {
            let answer = try await press(form, typed)
            guard answer.status == 200, let next = answer.forms.first(where: { $0.action == form.action }),
                let page = next.page, page != form.page
            else { return answer }
            form = next
        }
    }

    /// The last page of a form, with what was typed on those before.
    func lastPage(
        _ path: String, _ typed: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> HTMLForm {
        var answer = try await get(path)
        while true {
            let form = try #require(answer.forms.first { $0.action == path }, sourceLocation: sourceLocation)
            guard let step = answer.body.firstMatch(of: /<progress max="(\d+)" value="(\d+)"/), step.1 != step.2 else {
                return form
            }
            answer = try await press(form, typed)
        }
    }
}

extension HTMLForm {
    /// Name of the page that it is of a form of several.
    var page: String? { fields.first { $0.name == "_page" }?.value }
}

extension WebWorld {
    /// The code of the newest sign-in mail to an address.
    func code(to address: String) -> String? {
        mailbox.all.last { $0.to == address && $0.mail.text.contains(/\b\d{4} ?\d{4}\b/) }
            .flatMap { $0.mail.text.firstMatch(of: /\b(\d{4} ?\d{4})\b/).map { String($0.1) } }
    }

    /// The path of the newest link that was mailed to an address.
    func linkPath(to address: String) -> String? {
        mailbox.linkSecret(to: address).map { "/l/\($0.trimmingCharacters(in: .whitespacesAndNewlines))" }
    }
}
