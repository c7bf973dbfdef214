import Engine
import Statecharts
import TestKit
import Testing

@testable import Web

/// A workflow that exists for this test alone: YAML and texts, no Swift.
private enum PagedErrand {
    static let files = [
        "Workflows/errand.yaml": """
        workflow: errand
        version: 1
        title: { en: Run an errand, ja: 用事を頼む }
        asker: asker
        watch: [asker]
        roles:
          asker: context.asker
          helper: context.helper
        context:
          asker: person
          helper: person
          what: { type: text, max: 200, multiline: true }
          day: optional date
          urgent: { type: boolean, default: false }
          pay: { type: enum, of: [nothing, some, much, more, most, all] }
          thanks: { type: text, max: 100, optional: true }
        forms:
          ask:
            fields:
              helper: { type: email }
              what: {}
              pay: {}
              urgent: { type: boolean, default: false }
              day: { type: date, when: data.urgent }
        start:
          ask:
            by: signedIn
            form: ask
            set: [helper, what, pay, urgent, day, { asker: caller.person }]
            to: waiting
        states:
          waiting:
            title: { en: Waiting for the helper, ja: 手伝う人の対応待ち }
            task: { for: helper }
            on:
              finish: { by: helper, form: [thanks], set: [thanks], to: done }
              drop: { by: asker, to: dropped }
            after: { lapse: { at: P7D, to: dropped } }
          done: { title: { en: Done, ja: 完了 }, final: true }
          dropped: { title: { en: Dropped, ja: 取りやめ }, final: true }
        """,
        "Workflows/texts/errand/en.yaml": """
        roles: { asker: Asker, helper: Helper }
        forms:
          ask:
            helper: { label: Who should help }
            what: { label: What is to be done }
            pay: { label: Pay, options: { nothing: Nothing, some: Some, much: Much, more: More, most: Most, all: All } }
            urgent: { label: It is urgent }
            day: { label: By which day }
          finish: { thanks: { label: Anything to say } }
        events:
          ask: { label: Ask for help, done: Your errand is on its way. }
          finish: { label: Say that it is done, done: Thank you. }
          drop: { label: Drop it, confirm: Nobody will be told., done: Dropped. }
        states:
          waiting:
            task: { helper: { title: Please help, help: Do what is asked. } }
            waiting: { asker: The helper has been asked. }
        """,
        "Workflows/texts/errand/ja.yaml": """
        roles: { asker: 頼む人, helper: 手伝う人 }
        forms:
          ask:
            helper: { label: お願いする方 }
            what: { label: 用事の内容 }
            pay: { label: お礼, options: { nothing: なし, some: 少し, much: 多め, more: もっと, most: 最大, all: 全部 } }
            urgent: { label: 急ぎです }
            day: { label: いつまで }
          finish: { thanks: { label: ひとこと } }
        events:
          ask: { label: 頼む, done: 用事を頼みました。 }
          finish: { label: 完了を伝える, done: ありがとうございます。 }
          drop: { label: 取りやめる, confirm: どなたにも通知されません。, done: 取りやめました。 }
        states:
          waiting:
            task: { helper: { title: お手伝いのお願い, help: 内容をご確認ください。 } }
            waiting: { asker: お願いをお伝えしました。 }
        """,
    ]
}

@Suite struct `A second workflow needs YAML and texts only` {
    @Test func `its form, task, turn line, history and lists are derived`() async throws {
        // Given the errand beside the shipped workflows
        let world = try await WebWorld(extra: PagedErrand.files)
        let anna = Browser(world)
        try await anna.signIn("anna@kestrel.example", in: world)
        #expect(try await anna.get("/").text.contains("Run an errand"))
        // Then its form has a widget for each type
        let page = try await anna.get("/start/errand")
        for part in ["type=\"email\"", "<textarea", "<select", "type=\"checkbox\"", "Ask for help"] {
            #expect(page.body.contains(part), "\(part)")
        }
        #expect(!page.body.contains("type=\"date\""))
        // When the ticked box makes a further field apply, the page asks for it and keeps the rest
        let form = try #require(page.forms.first { $0.action == "/start/errand" })
        let typed = ["helper": "zab@webmail.example", "what": "Water\nthe plants", "pay": "some", "urgent": "true"]
        let more = try await anna.press(form, typed)
        #expect(more.status == 200)
        #expect(more.body.contains("type=\"date\""))
        let full = try #require(more.forms.first { $0.action == "/start/errand" })
        #expect(full.fields.contains { $0.name == "helper" && $0.value == "zab@webmail.example" })
        let sent = try await anna.press(full, ["day": "2026-12-01", "pay": "some", "what": "Water\nthe plants"])
        // Then the asker reads whose turn it is, until when, and what happens otherwise
        let status = try await anna.get(try #require(sent.location))
        #expect(status.text.contains("Your errand is on its way."))
        #expect(status.text.contains("Waiting for: Helper"))
        #expect(status.text.contains("The helper has been asked."))
        #expect(status.text.contains("z…@webmail.example"))
        #expect(status.text.contains("7 days left (until 28 November)"))
        #expect(status.text.contains("Then the request becomes \"Dropped\"."))
        #expect(status.text.contains("Drop it"))
        // And the helper finds the task in the inbox and answers it
        let zab = Browser(world)
        try await zab.signIn("zab@webmail.example", in: world)
        let tasks = try await zab.get("/tasks")
        #expect(tasks.text.contains("Please help"))
        let path = try #require(tasks.body.firstMatch(of: /href="(\/instances\/[^"]+)"/).map { String($0.1) })
        #expect(try await zab.get(path).text.contains("Your turn: Please help"))
        let done = try await zab.fill("\(path)/events/finish", ["thanks": "With joy"])
        let receipt = try await zab.get(try #require(done.location))
        #expect(receipt.text.contains("Thank you."))
        #expect(receipt.text.contains("Say that it is done: Done"))
        // And what is over can be done no more: the page says so and leads on
        let late = try await anna.get("\(path)/events/drop")
        #expect(late.status == 409)
        #expect(late.body.contains("href=\"\(path)\""))
    }

    @Test func `an event that asks for confirmation has a page of its own`() async throws {
        let world = try await WebWorld(extra: PagedErrand.files)
        let anna = Browser(world)
        try await anna.signIn("anna@kestrel.example", in: world)
        let sent = try await anna.fill(
            "/start/errand", ["helper": "zab@webmail.example", "what": "Post the letter", "pay": "nothing"])
        let path = try #require(sent.location?.split(separator: "?").first.map(String.init))
        let confirm = try await anna.get("\(path)/events/drop")
        #expect(confirm.text.contains("Nobody will be told."))
        let done = try await anna.fill("\(path)/events/drop")
        #expect(try await anna.get(try #require(done.location)).text.contains("Dropped."))
    }
}
