import Testing

/// A workflow with one change and what is told of it.
struct BrokenWorkflow: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    /// `line:column code suggestion`, in order of place.
    let faults: [String]

    init(_ old: String, _ new: String, _ faults: String...) { self.init(old, new, all: faults) }

    init(_ old: String, _ new: String, all faults: [String]) {
        (self.old, self.new, self.faults) = (old, new, faults)
    }

    var testDescription: String { "'\(old)' → '\(new)': \(faults.joined(separator: ", "))" }
}

extension BrokenWorkflow {
    /// Faults in the text of the file: E001 to E009.
    static let ofText: [BrokenWorkflow] = [
        BrokenWorkflow("version: 1", "version:\t1", "2:9 E001"),
        BrokenWorkflow("version: 1", "version: [1", "3:6 E001"),
        BrokenWorkflow("version: 1", "version: 1\n---\na: b", "3:1 E001"),
        BrokenWorkflow("mood: mood\n", "mood: &m mood\n", "18:9 E002"),
        BrokenWorkflow("watch: [watcher]", "watch: [*w]", "6:9 E002"),
        BrokenWorkflow("mood: mood\n", "mood: !t mood\n", "18:9 E002"),
        BrokenWorkflow("facts.isFree, error", "!facts.isFree, error", "38:20 E002"),
        BrokenWorkflow("  account: account\n", "  <<: { a: b }\n  account: account\n", "16:3 E002"),
        BrokenWorkflow("  account: account\n", "  asker: email\n  account: account\n", "16:3 E003"),
        BrokenWorkflow("version: 1", "version: 1\nversion: 2\nversion: 3", "3:1 E003", "4:1 E003"),
        BrokenWorkflow("key:", "keys:", "5:1 E005 key"),
        BrokenWorkflow("watch: [watcher]", "migrate: []", "6:1 E005"),
        BrokenWorkflow("by: asker, to: done", "by: asker, publsh: x, to: done", "69:32 E005 publish"),
        BrokenWorkflow(
            "taken: { refuse: notFree }", "taken: { if: data.mood == 'bad', refuse: notFree }", "47:97 E005"),
        BrokenWorkflow("asker: asker\n", "", "1:1 E006"),
        BrokenWorkflow("title: { en: A tiny thing, ja: 小さなもの }", "title: { en: A tiny thing }", "3:8 E006"),
        BrokenWorkflow("version: 1", "version: one", "2:10 E007"),
        BrokenWorkflow("version: 1", "version: 0", "2:10 E007"),
        BrokenWorkflow("to: [asker, watcher]", "to: []", "41:19 E007"),
        BrokenWorkflow("link: P30D", "link: 30 days", "60:35 E007"),
        BrokenWorkflow(
            "isKnown: { call: isKnown(caller.person), type: boolean }", "isKnown: { call: isKnown(caller.person) }",
            "23:12 E006"),
        BrokenWorkflow(
            "      waiting:\n        title", "      Waiting:\n        title", "49:61 E012 Waiting",
            "54:14 E012 Waiting", "58:7 E008"),
        BrokenWorkflow("workflow: tiny", "workflow: tinny", "1:11 E009"),
        BrokenWorkflow("note: { type: text, max: 200, multiline", "note: { type: text, multiline", "8:9 E006"),
        BrokenWorkflow("final: true, entry: { mail", "final: true, on: {}, entry: { mail", "79:52 E005"),
        BrokenWorkflow(
            "by: { roles: [asker, helper], if: facts.isKnown, error: unknownHelper }",
            "by: { roles: [asker, helper], if: facts.isKnown }", "63:43 E006"),
        BrokenWorkflow("title: { en: Resting, ja: 休 }", "watch: [asker]", "74:7 E006"),
        BrokenWorkflow("E122:", "E101:", "73:18 E005 E121"),
        BrokenWorkflow(
            "remind: { at: [P7D, context.until], mail: please-help }", "remind: { mail: please-help }", "71:11 E006"),
        BrokenWorkflow("to: gone }\n    states", "to: [] }\n    states", "56:62 E007", "77:20 E032"),
        BrokenWorkflow("  mood: mood\n", "  mood: { type: mood, max: 3 }\n", "18:23 E005"),
        BrokenWorkflow(
            "of: [good, bad]", "of: [good, Bad]", "9:34 E008", "33:50 E042 Bad", "34:36 E042 Bad", "49:28 E042 Bad"),
        BrokenWorkflow(
            "if: context.count > 5, refuse", "start: { workflow: other }, if: context.count > 5, refuse", "67:26 E006"),
        BrokenWorkflow("of: [good, bad]", "of: []", "9:27 E007", "33:41 E042", "34:36 E042", "49:28 E042"),
        BrokenWorkflow("text: data.remark", "Text: data.remark", "36:7 E008", "47:45 E014 Text"),
        BrokenWorkflow("context.count + 1", "context.count + 1 > 2 ? 1 : \'x\'", "65:53 E001"),
        BrokenWorkflow("do: [drop]", "refuse: no, do: [drop]", "72:31 E005"),
        BrokenWorkflow("E122: \"there is only one asker\"", "E122: \"\"", "73:24 E007"),
        BrokenWorkflow("link: task, with", "link: taks, with", "40:35 E007 task"),
        BrokenWorkflow("page(\'things\')", "page(things)", "41:43 E007"),
        BrokenWorkflow("to: [asker, watcher]", "to: []", "41:19 E007"),
        BrokenWorkflow(
            "asker: context.asker", "asker: { of: context.asker, exept: [helper] }", "11:31 E005 except"),
        BrokenWorkflow("max: 3, default", "max: -1, default", "17:12 E007", "17:55 E042"),
        BrokenWorkflow("max: 3, default", "max: many, default", "17:42 E007"),
        BrokenWorkflow("default: [] }", "default: [] , optional: perhaps }", "17:69 E007"),
        BrokenWorkflow("initial: waiting", "final: true\n    initial: waiting", "55:5 E005", "56:5 E005", "58:5 E005"),
        BrokenWorkflow("      - done\n", "      - { mail: all-done }\n", "43:3 E006"),
        BrokenWorkflow("  gone: {", "  gone: { regions: {},", "80:11 E005"),
        BrokenWorkflow("helper: staff(\'helpers\')", "helper: staff(\'Helpers\')", "12:18 E008"),
        BrokenWorkflow("  ask:\n    by: signedIn", "  Ask:\n    by: signedIn", "43:3 E008"),
        BrokenWorkflow(
            "please-help: { to: asker", "please_help: { to: asker", "40:3 E008", "41:102 E017 please_help",
            "49:41 E017 please_help", "68:25 E017 please_help", "71:53 E017 please_help"),
        BrokenWorkflow("account: {}", "account: account", "32:16 E007"),
        BrokenWorkflow("text: data.remark", "mood: data.remark", "36:7 E003", "46:20 E042", "47:45 E014"),
        BrokenWorkflow("facts.isFree, error: notFree", "facts.isFree", "38:9 E006"),
        BrokenWorkflow(
            "  open:\n    title: { en: Open, ja: 開 }",
            "  open:\n    task: { for: asker }\n    title: { en: Open, ja: 開 }", "53:5 E005"),
        BrokenWorkflow("do: [drop], to: gone", "do: { action: drop }, to: gone", "72:35 E007"),
        BrokenWorkflow("set: [remark], to: gone", "set: [remark, { remark: context.remark }], to: gone", "56:59 E003"),
        BrokenWorkflow("type: list, of: email", "type: list, of: optional email", "17:30 E007"),
        BrokenWorkflow("with: [account, { size", "with: account, extra: [{ size", "40:47 E007", "40:56 E005"),
    ]
}

extension BrokenWorkflow {
    /// Faults in names that nothing has: E010 to E023.
    static let ofNames: [BrokenWorkflow] = [
        BrokenWorkflow("remark: optional note", "remark: optional notte", "19:20 E010 note"),
        BrokenWorkflow("asker: person", "asker: persn", "15:10 E010 person"),
        BrokenWorkflow("max: 200", "max: 200, pattern: fone", "8:42 E010 phone"),
        BrokenWorkflow("{ for: asker, link", "{ for: askr, link", "60:22 E011 asker"),
        BrokenWorkflow("administrators, ", "administrator, ", "13:38 E011 administrators"),
        BrokenWorkflow("by: asker, to: done", "by: asker, to: dne", "69:36 E012 done"),
        BrokenWorkflow("initial: waiting", "initial: wating", "54:14 E012 waiting"),
        BrokenWorkflow("context.account).adm", "context.acount).adm", "13:29 E013 account"),
        BrokenWorkflow("key: [context.account]", "key: [context.acount]", "5:15 E013 account"),
        BrokenWorkflow("set: { count: context.count + 1 }", "set: { cont: context.count + 1 }", "65:20 E013 count"),
        BrokenWorkflow("context.count > 5", "context.cont > 5", "67:31 E013 count"),
        BrokenWorkflow("form: ask\n", "form: aks\n", "45:11 E014 ask"),
        BrokenWorkflow("error: notFree, field: account", "error: notFree, field: acount", "38:57 E014 account"),
        BrokenWorkflow("data.mood == \'bad\', mail", "data.moood == \'bad\', mail", "49:20 E014 mood"),
        BrokenWorkflow("if: facts.isKnown, error", "if: facts.isKnwn, error", "63:53 E015 isKnown"),
        BrokenWorkflow("do: [drop]", "do: [dorp]", "72:36 E016 drop"),
        BrokenWorkflow("- { mail: please-help }", "- { mail: please-halp }", "68:25 E017 please-help"),
        BrokenWorkflow("refused: { taken", "refused: { token", "47:88 E018 taken"),
        BrokenWorkflow("with: { note: data", "with: { not: data", "47:34 E018 note"),
        BrokenWorkflow("count: level", "count: levl", "47:68 E018 level"),
        BrokenWorkflow("staff(\'helpers\')", "stuff(\'helpers\')", "12:11 E021 staff"),
        BrokenWorkflow("has(context.remark)", "hass(context.remark)", "80:80 E021 has"),
        BrokenWorkflow(
            "with: { account: account } }", "with: { account: account, level: integer } }", "72:36 E023", "80:66 E023"),
        BrokenWorkflow("with: [account, { size", "with: [acount, { size", "40:48 E023 account"),
        BrokenWorkflow("  done: {", "  resting: {", "50:9 E012 gone", "69:36 E012 gone", "79:3 E030"),
        BrokenWorkflow("  drop: {", "  unused: {", "72:36 E016", "80:66 E016"),
        BrokenWorkflow("form: [remark], set", "form: [remarc], set", "56:34 E013 remark", "56:49 E014"),
        BrokenWorkflow("types:\n", "types:\n  loop: { type: list, of: loop, max: 2 }\n", "8:27 E010"),
        BrokenWorkflow("type: list, of: email", "type: list, of: emial", "17:30 E010 email"),
        BrokenWorkflow("call: sizeOf(context.account)", "call: sizeOf(context.acount)", "25:32 E013 account"),
        BrokenWorkflow("call: isFree(data.account)", "call: isFree(data.acount)", "24:31 E014 account"),
        BrokenWorkflow("mood: { prefill", "feeling: { prefill", "33:7 E013", "34:28 E014", "46:20 E014", "49:20 E014"),
        BrokenWorkflow(
            "if: context.count > 5, refuse: tooOften",
            "if: context.count > 5, refuse: { error: tooOften, field: remark }", "67:76 E014"),
    ]
}

extension BrokenWorkflow {
    /// Faults in the structure of the chart: E030 to E039, W303, W304.
    static let ofStructure: [BrokenWorkflow] = [
        BrokenWorkflow("    initial: waiting\n", "", "52:3 E031"),
        BrokenWorkflow("initial: waiting", "initial: done", "54:14 E031"),
        BrokenWorkflow("standing: [leave]", "standing: [leaf]", "77:20 E032 leave"),
        BrokenWorkflow(
            "standing: [leave]", "standing: [leave, note]\n        on: { note: { by: helper } }", "77:27 E032"),
        BrokenWorkflow(
            "{ remind: { every: P30D, mail: all-done } }", "{ remind: { at: P30D, mail: all-done } }", "77:19 E033"),
        BrokenWorkflow(
            "entry: { mail: all-done }", "entry: { set: { remark: data.text }, mail: all-done }", "79:76 E034"),
        BrokenWorkflow("entry: { mail: all-done }", "entry: { if: facts.isKnown, mail: all-done }", "79:65 E034"),
        BrokenWorkflow("mail: all-done } }\n", "set: { asker: caller.person }, mail: all-done } }\n", "78:55 E034"),
        BrokenWorkflow(
            "set: [account, mood, remark, { asker", "set: [account, remark, { asker", "43:3 E035", "43:3 E035"),
        BrokenWorkflow(
            "refused: { taken: { refuse: notFree } }", "refused: { taken: done }", "43:3 E035", "43:3 E035", "43:3 E035"
        ),
        BrokenWorkflow("do: [drop]", "do: [{ action: take }]", "72:46 E037", "72:46 E037"),
        BrokenWorkflow("refuse: tooOften", "refuse: tooOften, state: done", "67:67 E038"),
        BrokenWorkflow("- { mail: please-help }", "- { mail: please-help, state: resting }", "68:25 E039"),
        BrokenWorkflow(
            "remark: optional note", "remark: { type: text, max: 10, optional: true }", "8:3 W303", "19:3 W304"),
        BrokenWorkflow(
            "at: P30D, do: [drop], to: gone", "at: P30D, do: [drop], to: [{ refuse: tooLate }]", "72:50 E037"),
        BrokenWorkflow("task: { for: helper }", "task: { for: helper, done: [leav] }", "76:37 E032 leave"),
    ]
}

extension BrokenWorkflow {
    /// Faults of what a refused action leads to.
    static let ofRefusals: [BrokenWorkflow] = [
        BrokenWorkflow(
            "entry: { mail: all-done }",
            "entry: { do: [{ action: take, refused: { taken: { mail: all-done }, closed: {} } }] }", "43:3 E006"),
        BrokenWorkflow(
            "entry: { mail: all-done }",
            "entry: { do: [{ action: take, refused: { taken: gone, closed: gone } }] }", "43:3 E035", "43:3 E035",
            "43:3 E035"),
        BrokenWorkflow(
            "entry: [{ do: drop },",
            """
            entry: [{ do: [{ action: take, refused: { closed: waiting,
                        taken: { set: { account: context.account }, mail: please-help, state: waiting } } }] },
            """, "56:7 E046", "72:11 E046"),
    ]

    /// Faults in expressions: E041 to E046.
    static let ofExpressions: [BrokenWorkflow] = [
        BrokenWorkflow("context.count < 9", "context.count < ", "64:34 E041"),
        BrokenWorkflow("context.count < 9", "context.count < \'x\'", "64:35 E042"),
        BrokenWorkflow("context.count < 9", "context.count", "64:27 E042"),
        BrokenWorkflow("set: { count: context.count + 1 }", "set: { mood: context.remark }", "65:34 E042"),
        BrokenWorkflow("default: 0 }", "default: 12 }", "21:52 E042"),
        BrokenWorkflow("if: data.mood == \'bad\', mail", "if: data.remark == \'x\', mail", "49:20 E043"),
        BrokenWorkflow("when: context.count < 9", "when: data.remark == \'x\'", "64:19 E045"),
        BrokenWorkflow("when: data.mood == \'bad\'", "when: facts.isFree", "34:23 E045"),
        BrokenWorkflow("context.until]", "facts.size]", "71:31 E045"),
        BrokenWorkflow(
            "help: { to: asker, link: task, with: [account",
            "help: { to: asker, link: task, with: [account, { known: facts.isKnown }", "40:66 E045"),
        BrokenWorkflow("data.remark.orValue(\'none\')", "facts.size", "36:13 E045"),
        BrokenWorkflow(
            "type: list, of: email, max: 3, default: []", "type: list, of: email, max: 3, default: x", "17:54 E042"),
        BrokenWorkflow("if: has(context.remark)", "if: no", "80:80 E045 now"),
        BrokenWorkflow(
            "- { if: context.count > 5",
            "- { if: \"context.friends.exists(a, context.friends.exists(b, context.friends.exists(c, a == b)))\"",
            "67:92 E044"),
        BrokenWorkflow("set: { count: context.count + 1 }", "set: { account: context.account }", "62:11 E046"),
        BrokenWorkflow("at: [P7D, context.until]", "at: [P7D, now + duration('P1D')]", "71:31 E045"),
        BrokenWorkflow("call: sizeOf(context.account)", "call: sizeOf(size(context.friends))", "25:24 E045"),
        BrokenWorkflow("call: sizeOf(context.account)", "call: sizeOf(context.account", "25:39 E041"),
        BrokenWorkflow("watcher: [account(context.account)", "watcher: [account(context.mood)", "13:21 E042"),
        BrokenWorkflow("asker: context.asker", "asker: context.mood", "11:10 E042"),
        BrokenWorkflow("asker: context.asker", "asker: caller.person", "11:10 E045"),
        BrokenWorkflow("{ count: level }", "{ mood: level }", "47:61 E042"),
    ]
}
