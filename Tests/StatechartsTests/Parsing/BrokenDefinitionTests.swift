import Foundation
import Statecharts
import Testing

@Suite struct `Broken definitions` {
    @Test(arguments: BrokenWorkflow.ofText)
    func `a fault of the text is told at its place`(broken: BrokenWorkflow) { expectFaults(of: broken) }

    @Test(arguments: BrokenWorkflow.ofNames)
    func `an unknown name is told at its place with the nearest known one`(broken: BrokenWorkflow) {
        expectFaults(of: broken)
    }

    @Test(arguments: BrokenWorkflow.ofStructure)
    func `a fault of the chart is told at its place`(broken: BrokenWorkflow) { expectFaults(of: broken) }

    @Test(arguments: BrokenWorkflow.ofRefusals)
    func `a fault of what a refusal leads to is told at its place`(broken: BrokenWorkflow) { expectFaults(of: broken) }

    @Test(arguments: BrokenWorkflow.ofExpressions)
    func `a fault of an expression is told at its place`(broken: BrokenWorkflow) { expectFaults(of: broken) }

    @Test(arguments: BrokenWorkflow.ofMaps)
    func `a fault of a map is told at its place`(broken: BrokenWorkflow) { expectFaults(of: broken) }

    @Test(arguments: BrokenWorkflow.ofPages)
    func `a fault of a form's pages is told at its place`(broken: BrokenWorkflow) { expectFaults(of: broken) }

    @Test(arguments: BrokenWorkflow.ofInvariants)
    func `a fault of an invariant is told at its place`(broken: BrokenWorkflow) { expectFaults(of: broken) }

    private func expectFaults(of broken: BrokenWorkflow) {
        #expect(TinyWorkflow.faults(of: TinyWorkflow.with(broken.old, broken.new)) == broken.faults)
    }

    @Test func `a fault reads like a compiler's`() {
        let text = TinyWorkflow.with("by: asker, to: done", "by: asker, to: dne")
        #expect(
            TinyWorkflow.diagnostics(of: text).map(\.description) == [
                "Workflows/tiny.yaml:69:36: error[E012]: unknown state 'dne'; did you mean 'done'?"
            ])
    }

    /// An oracle of its own for the table: what is unknown stands where the message points.
    @Test(arguments: BrokenWorkflow.ofNames)
    func `the place of an unknown name is the place of that name`(broken: BrokenWorkflow) throws {
        let text = TinyWorkflow.with(broken.old, broken.new)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for fault in TinyWorkflow.diagnostics(of: text) {
            guard let name = try #/^unknown [a-z ]+ '([^']+)'/#.firstMatch(in: fault.message)?.1 else { continue }
            let rest = lines[fault.line - 1].unicodeScalars.dropFirst(fault.column - 1)
            #expect(String(rest).hasPrefix(name), "\(fault)")
        }
    }

    @Test func `all faults of a file are told at once in order of place`() {
        var text = TinyWorkflow.with("helper: staff('helpers')", "helper: stuff('helpers')")
        text.replace("to: done }", with: "to: dne }")
        text.replace("remark: optional note", with: "remark: optional notte")
        text.replace("keys: ", with: "key: ")
        text.replace("watch: [watcher]", with: "wach: [watcher]")
        #expect(
            TinyWorkflow.faults(of: text) == [
                "6:1 E005 watch", "12:11 E021 staff", "19:20 E010 note", "69:36 E012 done",
            ])
    }

    @Test func `several faults of the text are told at once`() {
        let text = TinyWorkflow.with("mood: mood\n", "mood: &m mood\n").replacing("version: 1", with: "version:\t1")
        #expect(TinyWorkflow.faults(of: text) == ["2:9 E001", "18:9 E002"])
    }

    @Test func `a file without a mapping is refused`() {
        #expect(TinyWorkflow.faults(of: "") == ["1:1 E001"])
        #expect(TinyWorkflow.faults(of: "- a\n- b\n") == ["1:1 E007"])
        #expect(TinyWorkflow.faults(of: "word") == ["1:1 E007"])
    }

    @Test func `places are right behind wide characters and with line ends of either kind`() {
        let text = TinyWorkflow.with("title: { en: Waiting, ja: 待 }", "title: { en: Waiting, ja: 待, jp: x }")
        #expect(TinyWorkflow.faults(of: text) == ["59:38 E005 ja"])
        let windows = text.replacing("\n", with: "\r\n")
        #expect(TinyWorkflow.faults(of: windows) == ["59:38 E005 ja"])
    }

    @Test func `a file that lacks a line, or ends early, gets an answer with places inside of it`() {
        let lines = TinyWorkflow.text.split(separator: "\n", omittingEmptySubsequences: false)
        for index in lines.indices {
            for text in [lines[..<index] + lines[(index + 1)...], lines[..<index]].map({ $0.joined(separator: "\n") }) {
                let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
                for fault in TinyWorkflow.diagnostics(of: text) {
                    #expect((1...count + 1).contains(fault.line), "line \(index): \(fault)")
                }
            }
        }
    }

    /// Every word in turn becomes another word of the file: whatever that means, the parser ends with an answer.
    @Test(arguments: UInt64(1)...4)
    func `a file with words changed places gets an answer`(seed: UInt64) {
        var state = seed
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        let words = TinyWorkflow.text.matches(of: #/[A-Za-z0-9]+/#).map(\.range)
        for _ in 0..<60 {
            var text = TinyWorkflow.text
            let target = words[next(words.count)]
            text.replaceSubrange(target, with: TinyWorkflow.text[words[next(words.count)]])
            let faults = TinyWorkflow.faults(of: text)
            #expect(faults.allSatisfy { !$0.hasPrefix("0:") }, "seed \(seed): \(faults)")
        }
    }
}
