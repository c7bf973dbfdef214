import Engine
import Foundation
import Statecharts
import TestKit
import Testing

@testable import Web

/// A form whose questions follow from its answers; YAML and texts, no Swift.
private enum PartyForm {
    static let files = [
        "Workflows/party.yaml": """
        workflow: party
        version: 1
        title: { en: Plan a party, ja: 会を開く }
        asker: asker
        watch: [asker]
        roles: { asker: context.asker }
        context:
          asker: person
          authority: { type: enum, of: [self, other] }
          approver: { type: email, optional: true }
          message: { type: text, max: 30, multiline: true, optional: true, personal: true }
          users: { type: list, of: email, max: 2, default: [] }
          warned: { type: boolean, default: true }
          noise: { type: enum, of: [soft, loud], optional: true }
        start:
          plan:
            by: signedIn
            form:
              fields:
                authority: {}
                approver: { type: email, when: data.authority == 'other' }
                message: { when: data.authority == 'other' }
                users: {}
                warned: {}
                noise: { when: "!data.warned" }
            set: [authority, approver, message, users, warned, noise, { asker: caller.person }]
            to: planned
        states:
          planned:
            title: { en: Planned, ja: 予定 }
            on: { drop: { by: asker, to: dropped } }
            after: { lapse: { at: P7D, to: dropped } }
          dropped: { title: { en: Dropped, ja: 取りやめ }, final: true }
        """,
        "Workflows/texts/party/en.yaml": """
        roles: { asker: Host }
        forms:
          plan:
            authority: { label: Who decides, options: { self: Myself, other: Somebody else } }
            approver: { label: Their address }
            message: { label: Your words to them }
            users: { label: Guests }
            warned: { label: The neighbours know }
            noise: { label: How loud, options: { soft: Soft, loud: Loud } }
        events: { plan: { label: Plan it, done: Planned. }, drop: { label: Drop it, done: Dropped. } }
        """,
        "Workflows/texts/party/ja.yaml": """
        roles: { asker: 主催者 }
        forms:
          plan:
            authority: { label: 決める方, options: { self: 自分, other: ほかの方 } }
            approver: { label: その方のアドレス }
            message: { label: ひとこと }
            users: { label: 招待する方 }
            warned: { label: ご近所に伝えました }
            noise: { label: 音の大きさ, options: { soft: 静か, loud: にぎやか } }
        events: { plan: { label: 予定する, done: 予定しました。 }, drop: { label: やめる, done: 取りやめました。 } }
        """,
    ]
}

@Suite struct `Questions that follow from answers` {
    private let path = "/start/party"

    private func anna() async throws -> (WebWorld, Browser) {
        let world = try await WebWorld(extra: PartyForm.files)
        let anna = Browser(world)
        try await anna.signIn("anna@kestrel.example", in: world)
        return (world, anna)
    }

    private func form(of page: Answered) throws -> HTMLForm {
        try #require(page.forms.first { $0.action == path }, "\(page.text)")
    }

    private func context(_ answer: Answered, in world: WebWorld) async throws -> Record {
        let id = try #require(
            answer.location?.firstMatch(of: /\/instances\/([^?]+)/).map { String($0.1) }, "\(answer.text)")
        return try await world.engine.instance(InstanceID(id), as: .system).context
    }

    @Test func `an answer that asks for more is told which, and the first page says that it may`() async throws {
        let (world, anna) = try await anna()
        let first = try await anna.get(path)
        #expect(first.text.contains("Further questions may follow from your answers."))
        #expect(!first.body.contains("name=\"approver\""))
        let more = try await anna.press(try form(of: first), ["authority": "other", "users": "b@two.example"])
        #expect(more.status == 200)
        #expect(more.text.contains("Your answers lead to further questions: Their address, Your words to them."))
        #expect(more.body.contains("b@two.example"))
        let sent = try await anna.press(try form(of: more), ["approver": "c@three.example"])
        let kept = try await context(sent, in: world)
        #expect(kept["approver"] == .text("c@three.example") && kept["users"] == .list([.text("b@two.example")]))
        let taro = Browser(world, language: "ja")
        try await taro.signIn("taro@xyz-manufacture.example", in: world)
        let japanese = try await taro.press(try form(of: taro.get(path)), ["authority": "other"])
        #expect(japanese.text.contains("次の項目が追加されました：その方のアドレス、ひとこと"))
    }

    @Test func `who changes the answer back leaves out what was asked for it, and reads of no refusal`() async throws {
        let (world, anna) = try await anna()
        let more = try await anna.press(try form(of: anna.get(path)), ["authority": "other"])
        let sent = try await anna.press(
            try form(of: more), ["authority": "self", "approver": "no address", "message": "left over"])
        let kept = try await context(sent, in: world)
        #expect(kept["authority"] == .text("self") && kept["approver"] == nil && kept["message"] == nil)
    }

    @Test func `a box that is ticked at first can be unticked, and stays so on the page with errors`() async throws {
        let (world, anna) = try await anna()
        var first = try await form(of: anna.get(path))
        #expect(first.fields.contains { $0.name == "warned" })
        first.fields.removeAll { $0.name == "warned" }
        let more = try await anna.press(first, ["authority": "self"])
        #expect(more.text.contains("further questions: How loud."))
        let asked = try form(of: more)
        #expect(!asked.fields.contains { $0.name == "warned" })
        let wrong = try await anna.press(asked, ["users": "x", "noise": "loud"])
        #expect(wrong.status == 422)
        let again = try form(of: wrong)
        #expect(!again.fields.contains { $0.name == "warned" })
        // a choice of one's own stays a choice
        #expect(wrong.body.contains("type=\"radio\" id=\"field-noise\""))
        let kept = try await context(try await anna.press(again, ["users": ""]), in: world)
        #expect(kept["warned"] == .boolean(false) && kept["noise"] == .text("loud"))
    }

    @Test(arguments: [
        ("a@one.example,b@two.example", true), ("a@one.example、b@two.example", true),
        ("a@one.example; b@two.example", true), ("a@one.example\r\nb@two.example\r\n", true),
        ("a@one.example b@two.example", true), ("a@one.example, b@two.example, c@three.example", false),
    ])
    func `addresses stand in one box, however they are divided`(typed: String, isTaken: Bool) async throws {
        let (world, anna) = try await anna()
        let answer = try await anna.fill(path, ["authority": "self", "users": typed])
        guard isTaken else {
            #expect(answer.status == 422 && answer.text.contains("Give at most 2."))
            #expect(answer.body.contains(typed))
            return
        }
        let kept = try await context(answer, in: world)
        #expect(kept["users"] == .list([.text("a@one.example"), .text("b@two.example")]))
    }

    @Test func `an address that is none is named, on top and at the box, and everything typed is kept`() async throws {
        let (_, anna) = try await anna()
        let more = try await anna.press(try form(of: anna.get(path)), ["authority": "other"])
        let long = String(repeating: "よ", count: 31)
        let wrong = try await anna.press(
            try form(of: more), ["approver": "c@three.example", "users": "a@one.example、<b>@", "message": long])
        #expect(wrong.status == 422)
        let named = "&lt;b&gt;@: Enter one e-mail address"
        #expect(wrong.body.components(separatedBy: named).count == 3)
        for kept in [long, "c@three.example", "a@one.example、&lt;b&gt;@"] { #expect(wrong.body.contains(kept)) }
        let counted = try await anna.press(try form(of: wrong), ["users": ""])
        #expect(counted.text.contains("Write at most 30 characters. Now there are 31."))
        #expect(counted.text.contains("At most 30 characters. 1 are too many."))
    }
}
