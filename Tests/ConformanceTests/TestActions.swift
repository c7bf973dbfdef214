import Engine
import Statecharts
import Storage
import TestKit

/// Writes a row of the store, so that an undone transaction can be told from a done one.
struct WriteAction: DomainAction {
    struct Input: Decodable, Sendable { var word: String }

    let deeds: Deeds
    let name = "write"
    let signature = ActionSignature(
        inputs: [Field(name: "word", type: .text(TextBounds(max: 60)))],
        results: [Field(name: "written", type: .text(TextBounds(max: 60)))], refusals: ["full"])

    func perform(_ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment) throws -> Record {
        deeds.note("write \(input.word)")
        let id = moment.random.uuid(at: moment.now)
        tx.write(
            Statement("test.write", "insert into security_event (id, at, code, data) values ($1, $2, 'test', $3)"),
            .text(id), .integer(moment.now.microseconds), .text(input.word))
        return ["written": .text(input.word)]
    }
}

/// Refuses while the switch `taken` is on.
struct RefuseAction: DomainAction {
    struct Input: Decodable, Sendable { var word: String }

    let deeds: Deeds
    let name = "refuse"
    let signature = ActionSignature(
        inputs: [Field(name: "word", type: .text(TextBounds(max: 60)))], refusals: ["taken"])

    func perform(_ input: Input, in tx: borrowing Transaction, at moment: inout ActionMoment) throws -> Record {
        deeds.note("refuse")
        if deeds["taken"] { throw Refused("taken") }
        return [:]
    }
}

extension BareWorld {
    /// The acting chart with its actions.
    static func acting(_ store: TestStore, seed: UInt64 = 1) async throws -> BareWorld {
        let deeds = Deeds()
        return try await BareWorld(
            store, definitions: [Charts.acting], actions: [WriteAction(deeds: deeds), RefuseAction(deeds: deeds)],
            deeds: deeds, seed: seed)
    }
}
