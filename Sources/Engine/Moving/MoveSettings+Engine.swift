public import Storage

extension MoveSettings {
    /// What a mover has to know of the engine's tables.
    ///
    /// A worker marks what it sent in the store that it claimed it in, so none is sending when the store is left.
    public static var engine: MoveSettings {
        MoveSettings(
            quietTable: "outbox", quietCondition: "new.stage = 'sending'", sendings: HealthTable.sendings,
            headsTable: "instance", headsColumns: ["revision", "head_hash"],
            monthly: ["history", "history_data", "sent", "security_event"], makeMonth: MonthTable.makeOne,
            madeByMigrations: ["repair_pass"])
    }
}
