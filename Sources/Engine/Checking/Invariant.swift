/// What must hold in every store at every moment, by the numbers of the protocol (`commit.md` 14, R-1).
public enum Invariant: String, Sendable, Hashable, CaseIterable {
    case wholeHistory = "I-01"
    case singleEntry = "I-02"
    case headHash = "I-03"
    case checkpoint = "I-04"
    case nobodyLost = "I-05"
    case finalIsEmpty = "I-06"
    case noOrphan = "I-07"
    case ownStay = "I-08"
    case oneMail = "I-09"
    case lease = "I-10"
    case sentOnce = "I-11"
    case receipt = "I-12"
    case message = "I-13"
    case topic = "I-14"
    case listing = "I-15"
    case definition = "I-16"
    case time = "I-17"
    case personalData = "I-18"
    case replay = "I-19"
    case chain = "I-20"
    case domain = "I-21"

    /// What holds.
    public var promise: String {
        switch self {
        case .wholeHistory: "every revision of an instance has its entry"
        case .singleEntry: "no revision has two entries"
        case .headHash: "an instance's head is the hash of its last entry"
        case .checkpoint: "a checkpoint is the entry that it names"
        case .nobodyLost: "whatever is under way waits for somebody or something"
        case .finalIsEmpty: "what has ended waits for nothing"
        case .noOrphan: "every row belongs to an instance, and to no later revision than its own"
        case .ownStay: "timers, tasks and live links belong to a state that the instance stands in"
        case .oneMail: "each mail that an entry names is there once, and no other"
        case .lease: "no mail is claimed for ever, and each that waits has its body"
        case .sentOnce: "no mail is marked as sent twice"
        case .receipt: "a stored answer has its entry, and no question about an outcome stays open"
        case .message: "messages have the entry that sent them, and are handed on"
        case .topic: "nobody waits for what was published already"
        case .listing: "lists show where instances stand"
        case .definition: "definitions are there, to the byte"
        case .time: "times never fall within a history"
        case .personalData: "personal values have their entry, and entries their personal values"
        case .replay: "rows are what the history leads to"
        case .chain: "the chain of hashes is whole, and nothing was edited"
        case .domain: "accounts, members and identifiers are what their logs lead to"
        }
    }

    /// What to do where it does not hold.
    public var advice: String {
        switch self {
        case .lease, .message, .topic:
            "no server works on this store, or its workers cannot keep up: look at its log"
        case .nobodyLost, .noOrphan, .ownStay, .replay:
            "a running server puts timers, tasks, links and subscriptions right within ten minutes; look again then. "
                + "What is left was written by another hand: keep a copy of the store and report it"
        case .wholeHistory, .singleEntry, .headHash, .checkpoint, .time, .personalData, .chain:
            "somebody wrote into the database, or it is damaged: keep a copy of it, restore a backup beside it and compare"
        case .oneMail, .sentOnce:
            "a mail may be missing or have gone out twice: ask its recipient, keep a copy of the store and report it"
        case .finalIsEmpty, .receipt, .listing, .domain:
            "nothing mends this by itself: keep a copy of the store and report it"
        case .definition:
            "start 'genkan serve' with the very files that were deployed; if it stays, restore the table from a backup"
        }
    }
}
