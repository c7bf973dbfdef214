import Storage

/// A small write, so that an answer from what is stored waits for the standby as a new one does (`commit.md` 13, R-26).
///
/// What a cancelled wait left is stored here only, and yet visible. Whoever answers from it commits after it: once that
/// commit is on the standby, so is everything before it.
enum ProbeTable {
    static let write = Statement(
        "probe.write", sqlite: "select 1",
        postgres: "select length(pg_logical_emit_message(true, 'genkan', '')::text)")
    static let all = [write]
}
