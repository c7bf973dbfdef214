import Statecharts
import Testing

/// A small complete workflow that the tests break in one place at a time.
enum TinyWorkflow {
    static let file = "Workflows/tiny.yaml"

    static let text = """
        workflow: tiny
        version: 1
        title: { en: A tiny thing, ja: 小さなもの }
        asker: asker
        key: [context.account]
        watch: [watcher]
        types:
          note: { type: text, max: 200, multiline: true, personal: true }
          mood: { type: enum, of: [good, bad] }
        roles:
          asker: context.asker
          helper: staff('helpers')
          watcher: [account(context.account).administrators, context.friends]
        context:
          asker: person
          account: account
          friends: { type: list, of: email, max: 3, default: [] }
          mood: mood
          remark: optional note
          until: optional timestamp
          count: { type: integer, min: 0, max: 9, default: 0 }
        facts:
          isKnown: { call: isKnown(caller.person), type: boolean }
          isFree: { call: isFree(data.account), type: boolean }
          size: { call: sizeOf(context.account), type: integer, min: 0, max: 100 }
        actions:
          take: { with: { account: account, note: optional text }, result: { level: integer }, refused: [taken, closed] }
          drop: { with: { account: account } }
        forms:
          ask:
            fields:
              account: {}
              mood: { prefill: "facts.isKnown ? 'good' : 'bad'" }
              remark: { when: data.mood == 'bad' }
            derive:
              text: data.remark.orValue('none')
            check:
              - { require: facts.isFree, error: notFree, field: account }
        mails:
          please-help: { to: asker, link: task, with: [account, { size: facts.size }] }
          all-done: { to: [asker, watcher], link: page('things'), with: { mood: context.mood }, supersedes: [please-help] }
        start:
          ask:
            by: signedIn
            form: ask
            set: [account, mood, remark, { asker: caller.person }]
            do: [{ action: take, with: { note: data.text }, into: { count: level }, refused: { taken: { refuse: notFree } } }]
            to:
              - { if: data.mood == 'bad', mail: please-help, state: waiting }
              - done
        states:
          open:
            title: { en: Open, ja: 開 }
            initial: waiting
            on:
              leave: { by: asker, form: [remark], set: [remark], to: gone }
            states:
              waiting:
                title: { en: Waiting, ja: 待 }
                task: { for: asker, link: P30D }
                on:
                  help:
                    by: { roles: [asker, helper], if: facts.isKnown, error: unknownHelper }
                    when: context.count < 9
                    set: { count: context.count + 1 }
                    to:
                      - { if: context.count > 5, refuse: tooOften }
                      - { mail: please-help }
                  finish: { by: asker, to: done }
                after:
                  remind: { at: [P7D, context.until], mail: please-help }
                  expire: { at: P30D, do: [drop], to: gone }
                waive: { E122: "there is only one asker" }
              resting:
                title: { en: Resting, ja: 休 }
                task: { for: helper }
                standing: [leave]
                after: { remind: { every: P30D, mail: all-done } }
          done: { title: { en: Done, ja: 済 }, final: true, entry: { mail: all-done }, output: { mood: context.mood } }
          gone: { title: { en: Gone, ja: 去 }, final: true, entry: [{ do: drop }, { if: has(context.remark), mail: all-done }] }
        """

    /// The workflow with one change.
    static func with(_ old: String, _ new: String) -> String {
        if !text.contains(old) { Issue.record("the tiny workflow does not hold '\(old)'") }
        return text.replacing(old, with: new, maxReplacements: 1)
    }

    static func parse(_ text: String = text, surroundings: Surroundings = Surroundings()) throws -> Definition {
        try Definition.parse(text, file: file, surroundings: surroundings).definition
    }

    /// Faults and warnings of a text.
    static func diagnostics(of text: String, surroundings: Surroundings = Surroundings()) -> [Diagnostic] {
        do {
            return try Definition.parse(text, file: file, surroundings: surroundings).warnings
        } catch {
            return error.diagnostics
        }
    }

    /// Faults and warnings, short: `12:7 E012 nearest`.
    static func faults(of text: String, surroundings: Surroundings = Surroundings()) -> [String] {
        diagnostics(of: text, surroundings: surroundings).map { fault in
            "\(fault.line):\(fault.column) \(fault.code)" + (fault.suggestion.map { " \($0)" } ?? "")
        }
    }
}
