import Statecharts
import Storage

enum DefinitionTable {
    static let insert = Statement(
        "definition.insert",
        """
        insert into definition (workflow, version, hash, source, format, stored_at) \
        values ($1, $2, $3, $4, $5, $6) returning id
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
    static let all = [insert, everything, correct, deployed, deploy]
}
