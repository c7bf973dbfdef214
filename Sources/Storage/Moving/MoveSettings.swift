/// What the mover has to know of the tables it moves and cannot read from a catalogue.
public struct MoveSettings: Sendable {
    /// The table whose rows are sent from, and the change of a row (`new`) that begins a sending: none begins shortly
    /// before the end.
    let quietTable: String
    let quietCondition: String
    /// How many sendings are under way, at the time that is its value.
    let sendings: Statement
    /// The table and columns that say of everything under way how far it is: compared row by row at the end.
    let headsTable: String
    let headsColumns: [String]
    /// Tables that are kept by month, each by its column `at`; and what makes the month of a time, and none after it.
    let monthly: Set<String>
    let makeMonth: Statement

    /// Tables in which a migration puts rows, so that they are not empty in a store that is.
    let madeByMigrations: Set<String>

    /// Makes settings; see the properties.
    public init(
        quietTable: String, quietCondition: String, sendings: Statement, headsTable: String, headsColumns: [String],
        monthly: Set<String>, makeMonth: Statement, madeByMigrations: Set<String>
    ) {
        self.quietTable = quietTable
        self.quietCondition = quietCondition
        self.sendings = sendings
        self.headsTable = headsTable
        self.headsColumns = headsColumns
        self.monthly = monthly
        self.makeMonth = makeMonth
        self.madeByMigrations = madeByMigrations
    }
}
