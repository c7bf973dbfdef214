import Foundation
import Statecharts
import TestKit
import Testing

/// What forms let in of what strangers type (S-9): over every text field of every shipped form.
@Suite struct `S9 forms and abusive values` {
    @Test func `S9 there are 100 abusive values`() {
        #expect(AbusiveValues.all.count == 100)
        #expect(Set(AbusiveValues.all).count == 100)
    }

    @Test func `S9 no text field of any form takes controls, bidi overrides or more than it has room for`() throws {
        var fields = 0
        for (form, item, bounds) in try textItems() {
            fields += 1
            #expect(bounds.max <= 1_000, "\(form).\(item.name)")
            for value in AbusiveValues.all {
                guard case .text(let taken)? = read(value, into: item) else { continue }
                let isClean = taken.unicodeScalars.allSatisfy { scalar in
                    switch scalar.value {
                    case 0x0A: bounds.isMultiline
                    case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: false
                    default: true
                    }
                }
                #expect(
                    isClean && taken.unicodeScalars.count <= bounds.max,
                    "\(form).\(item.name): \(taken.debugDescription)")
            }
        }
        #expect(fields >= 15, "\(fields)")
    }

    @Test func `S9 a field for a name refuses what looks like an address of the web`() throws {
        var names: Set<String> = []
        for (form, item, bounds) in try textItems() where bounds.pattern == .name {
            names.insert("\(form).\(item.name)")
            for value in AbusiveValues.names {
                #expect(read(value, into: item) == nil, "\(form).\(item.name) takes \(value)")
            }
        }
        #expect(names.isSuperset(of: ["account-request.submit.accountName", "account-request.authorise.accountName"]))
    }

    @Test(arguments: [
        "XYZ製作所", "株式会社 見本", "Acme Co., Ltd.", "Acme CO.LTD", "St. Mary Hospital", "St.Elizabeth Hospital",
        "A.B.C. Trading",
        "3.5 Media", "J.P. Morgan-Muster", "㈱髙﨑", "O'Neil & Sons (Japan) K.K.", "Dr.Muster", "Inc. 2.0", "Hello...",
        "見本。東京",
    ])
    func `S9 U18 a name that only has full stops in it is taken as typed`(name: String) {
        let item = Field(name: "name", type: .text(TextBounds(min: 1, max: 100, pattern: .name)))
        #expect(read(name, into: item) == .text(name))
    }

    private func read(_ value: String, into field: Field) -> Value? {
        let form = Form(name: "probe", items: [Form.Item(field: field)])
        let scope = Scope(context: [:], now: Timestamp(microseconds: 0))
        return (try? form.read(.object([(field.name, .string(value))]), in: scope))?[field.name]
    }

    private func textItems() throws -> [(form: String, field: Field, bounds: TextBounds)] {
        var found: [(form: String, field: Field, bounds: TextBounds)] = []
        for workflow in try RepositoryTexts.allWorkflows() {
            let definition = try RepositoryTexts.parse(workflow).definition
            for event in definition.start + definition.states.flatMap(\.on) {
                for item in event.form?.items ?? [] {
                    for field in Self.flat(item.field) {
                        guard case .text(let bounds) = field.type else { continue }
                        found.append(("\(workflow).\(event.name)", field, bounds))
                    }
                }
            }
        }
        return found
    }

    private static func flat(_ field: Field) -> [Field] {
        if case .record(let fields) = field.type { return fields.flatMap(flat) }
        var field = field
        field.isOptional = false
        return [field]
    }
}
