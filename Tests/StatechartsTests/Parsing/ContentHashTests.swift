import Statecharts
import Testing

@Suite struct `Content hash` {
    private func hash(_ text: String) throws -> [UInt8] { try TinyWorkflow.parse(text).contentHash }

    @Test(arguments: [
        ("en: A tiny thing", "en: Another word"), ("ja: 待", "ja: 待機"), ("version: 1", "# a comment\nversion: 1  # too"),
        ("{ type: enum, of: [good, bad] }", "{ of: [good, bad], type: enum }"),
        ("remark: optional note", "remark: { type: note, optional: true }"),
        ("  account: account\n", "  account: { type: account }\n"),
        ("to: [asker, watcher], link: page('things')", "link: page('things'), to: [asker, watcher]"),
        ("entry: { mail: all-done }", "entry: [{ mail: [all-done] }]"),
        ("by: asker, to: done", "by: [asker], to: [{ state: done }]"),
        ("do: [drop]", "do: [{ action: drop, with: { account: context.account } }]"),
        ("with: [account, { size", "with: [{ account: context.account }, { size"),
        ("set: [account, mood", "set: [{ account: data.account }, mood"),
        ("set: [remark], to: gone", "set: { remark: data.remark }, to: gone"),
        ("every: P30D", "every: PT720H"),
        ("asker: context.asker", "asker: [context.asker]"),
        ("helper: staff('helpers')", "helper: { of: staff('helpers') }"),
        ("please-help: { to", "please-help: { template: please-help, to"),
        ("type: list, of: email, max: 3", "type: list, of: { type: email }, min: 0, max: 3"),
        ("form: [remark]", "form: { fields: { remark: {} } }"),
        ("refused: { taken: { refuse: notFree } }", "refused: { taken: { refuse: { error: notFree } } }"),
        ("key: [context.account]\nwatch: [watcher]", "watch: [watcher]\nkey: [context.account]"),
        ("  asker: person\n  account: account\n", "  account: account\n  asker: person\n"),
    ])
    func `another way to write the same does not change it`(old: String, new: String) throws {
        #expect(try hash(TinyWorkflow.with(old, new)) == hash(TinyWorkflow.text))
    }

    @Test func `a named type and its full form at the place are the same`() throws {
        let full = "remark: { type: text, max: 200, multiline: true, personal: true, optional: true }"
        #expect(try hash(TinyWorkflow.with("remark: optional note", full)) == hash(TinyWorkflow.text))
    }

    @Test func `the order of unordered mappings does not change it`() throws {
        let leave = "      leave: { by: asker, form: [remark], set: [remark], to: gone }\n"
        let extra = "      other: { by: asker, to: gone }\n"
        let one = TinyWorkflow.with(leave, leave + extra)
        let two = TinyWorkflow.with(leave, extra + leave)
        #expect(try hash(one) == hash(two))
    }

    @Test(arguments: [
        ("version: 1", "version: 2"), ("watch: [watcher]", "watch: [watcher, helper]"),
        ("key: [context.account]\n", ""), ("max: 200", "max: 201"), ("of: [good, bad]", "of: [bad, good]"),
        ("staff('helpers')", "staff('others')"),
        ("staff('helpers')", "{ of: staff('helpers'), except: [asker] }"), (".administrators", ".users"),
        ("max: 9, default: 0", "max: 9, default: 1"),
        ("until: optional timestamp", "until: timestamp\n  other: boolean"),
        ("size: { call: sizeOf(", "size: { call: extentOf("), ("refused: [taken, closed]", "refused: [taken]"),
        ("prefill: \"facts.isKnown ? 'good' : 'bad'\"", "prefill: \"facts.isKnown ? 'bad' : 'good'\""),
        (
            "      account: {}\n      mood: { prefill: \"facts.isKnown ? 'good' : 'bad'\" }\n",
            "      mood: { prefill: \"facts.isKnown ? 'good' : 'bad'\" }\n      account: {}\n"
        ),
        ("orValue('none')", "orValue('nothing')"), ("error: notFree, field: account", "error: notFree"),
        ("page('things')", "page('others')"), (", supersedes: [please-help]", ""),
        ("link: task, with", "link: status, with"),
        ("by: signedIn", "by: system"), ("mail: please-help, state: waiting", "state: waiting"),
        ("initial: waiting", "initial: resting"), ("for: asker, link: P30D", "for: asker, link: P29D"),
        ("when: context.count < 9", "when: context.count < 8"), ("refuse: tooOften", "refuse: oftenEnough"),
        ("at: [P7D, context.until]", "at: [context.until, P7D]"), ("at: P30D, do: [drop]", "at: P30D"),
        ("E122: \"there is only one asker\"", "E122: \"another reason\""), ("every: P30D", "every: P31D"),
        (", output: { mood: context.mood }", ""), ("error: unknownHelper", "error: notYou"),
        ("to: done }\n", "to: gone }\n"), ("set: { count: context.count + 1 }", "set: { count: context.count + 2 }"),
    ])
    func `another meaning changes it`(old: String, new: String) throws {
        var text = TinyWorkflow.with(old, new)
        if new.contains("by: system") {
            text.replace("{ asker: caller.person }", with: "{ asker: data.asker }")
            text.replace("      account: {}\n", with: "      account: {}\n      asker: {}\n")
            text.replace("      mood: { prefill: \"facts.isKnown ? 'good' : 'bad'\" }", with: "      mood: {}")
        }
        if new.contains("other: boolean") {
            text.replace("mood, remark, {", with: "mood, remark, { other: true, until: now }, {")
        }
        #expect(try hash(text) != hash(TinyWorkflow.text))
    }

    @Test func `the order of states, of branches and of timers changes it`() throws {
        let one = TinyWorkflow.text
        let lines = one.split(separator: "\n", omittingEmptySubsequences: false)
        let swapped = lines.dropLast(2) + [lines[lines.count - 1], lines[lines.count - 2]]
        #expect(try hash(swapped.joined(separator: "\n")) != hash(one))
        let expire = "          expire: { at: P30D, do: [drop], to: gone }\n"
        let remind = "          remind: { at: [P7D, context.until], mail: please-help }\n"
        #expect(try hash(TinyWorkflow.with(remind + expire, expire + remind)) != hash(one))
    }

    @Test func `it is 32 bytes and the same each time`() throws {
        let hashes = try (1...5).map { _ in try hash(TinyWorkflow.text) }
        #expect(Set(hashes).count == 1)
        #expect(hashes[0].count == 32)
    }
}
