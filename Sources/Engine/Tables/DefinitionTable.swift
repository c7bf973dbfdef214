import Statecharts
import Storage

enum DefinitionTable {
    /// Only one process at a time takes files in; the others find what it stored.
    static let wait = Statement(
        "definition.wait", sqlite: "select 1", postgres: "select 1 from pg_advisory_xact_lock(113685341888879)")
    /// The next number; ``wait`` keeps others from taking the same.
    static let insert = Statement(
        "definition.insert",
        """
        insert into definition (id, workflow, version, hash, source, format, stored_at) \
        select coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6 from definition returning id
        """)
    static let everything = Statement(
        "definition.everything", "select id, workflow, version, hash, source from definition order by id")
    /// Titles and comments are not part of the hash: a corrected word reaches running instances too.
    static let correct = Statement("definition.correct", "update definition set source = $2 where id = $1")
    static let deployed = Statement("workflow.everything", "select name, definition_id from workflow")
    static let deploy = Statement(
        "workflow.deploy",
        """
        insert into workflow (name, definition_id, deployed_at, deployed_by) values ($1, $2, $3, $4) \
        on conflict (name) do update set definition_id = excluded.definition_id, \
        deployed_at = excluded.deployed_at, deployed_by = excluded.deployed_by
        """)
    static let all = [wait, insert, everything, correct, deployed, deploy]
}
