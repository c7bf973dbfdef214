/// What the source keeps of its own changes while it is moved, and what stops its writers afterwards.
///
/// Triggers on every table write down the keys of changed rows, and refuse every change as soon as the record says that
/// the store was left: so the record's one row is all that the last pass has to write.
struct ChangeLog: Sendable {
    let plan: MovePlan
    let settings: MoveSettings
    /// Where the store moves to, without role and password.
    let place: String

    let patience: Patience

    /// Puts tables and triggers in place, also over those of a move that did not come to its end.
    func install(in database: any Database) async throws {
        switch database.kind {
        case .sqlite:
            try await database.transaction { tx in
                var known: Set<String> = []
                for row in try tx.rows(Self.known) {
                    known.insert(try row.text(0))
                    guard try row.text(1) == "trigger" else { continue }
                    try tx.run(script: "drop trigger \"\(try row.text(0))\"", name: "move.triggers")
                }
                for table in plan.tables {
                    try tx.run(
                        script: file(table, isNew: !known.contains("moving_\(table.name)")), name: "move.triggers")
                }
                try tx.run(script: fileQuiet, name: "move.triggers")
            }
        case .postgres:
            let quiet = server
            try await patience.run {
                try await database.transaction { try $0.run(script: quiet, name: "move.triggers") }
            }
            for table in plan.tables {
                let script = server(table)
                // one table at a time, each as soon as its writers leave a gap
                try await patience.run {
                    try await database.transaction { tx in
                        tx.write(Patience.little)
                        try tx.run(script: script, name: "move.triggers")
                    }
                }
            }
        }
    }

    /// What an earlier run has left: its triggers name another place, perhaps.
    private static let known = Statement(
        "move.known", sqlite: "select name, type from sqlite_schema where name like 'moving!_%' escape '!'",
        postgres: "select 1")

    private func file(_ table: MovedTable, isNew: Bool) -> String {
        let (name, log, keys) = (table.name, "\"moving_\(table.name)\"", MovedTable.list(table.key))
        let refusal = "\(MoveRecord.hasMoved)\(place)".replacing("'", with: "''")
        let refuse = """
            select raise(abort, '\(refusal)') \
            where exists (select 1 from store_move where way = 'away' and ended_at is not null);
            """
        func values(_ side: String) -> String { table.key.map { "\(side).\"\($0)\"" }.joined(separator: ", ") }
        let isOther = table.key.map { "old.\"\($0)\" is not new.\"\($0)\"" }.joined(separator: " or ")
        func trigger(_ verb: String, _ lines: String) -> String {
            """
            create trigger "moving_\(name)_\(verb)" after \(verb) on "\(name)" begin
                \(refuse)
                \(lines)
            end;

            """
        }
        return (isNew ? "create table \(log) (moving_number integer primary key, \(keys));\n" : "")
            + trigger("insert", "insert into \(log) (\(keys)) values (\(values("new")));")
            + trigger("delete", "insert into \(log) (\(keys)) values (\(values("old")));")
            + trigger(
                "update",
                "insert into \(log) (\(keys)) values (\(values("new")));"
                    + "insert into \(log) (\(keys)) select \(values("old")) where \(isOther);")
    }

    private var fileQuiet: String {
        """
        create trigger moving_quiet before update on "\(settings.quietTable)"
        when \(settings.quietCondition) and exists (
            select 1 from store_move where quiet_until > cast(strftime('%s', 'now') as integer) * 1000000)
        begin
            select raise(ignore);
        end;
        """
    }

    private var server: String {
        """
        create or replace function genkan.moving_left() returns trigger language plpgsql security definer
        set search_path = genkan, pg_temp as $$
        declare elsewhere text;
        begin
            select place into elsewhere from store_move where way = 'away' and ended_at is not null;
            if found then raise exception '\(MoveRecord.hasMoved)%', elsewhere using errcode = 'GK002'; end if;
            return null;
        end $$;
        create or replace function genkan.moving_quiet() returns trigger language plpgsql security definer
        set search_path = genkan, pg_temp as $$
        begin
            if exists (select from store_move
                where quiet_until > (extract(epoch from clock_timestamp()) * 1000000)::bigint) then
                return null;
            end if;
            return new;
        end $$;
        """
    }

    private func server(_ table: MovedTable) -> String {
        let (name, log, keys) = (table.name, "\"moving_\(table.name)\"", MovedTable.list(table.key))
        func values(_ side: String) -> String { table.key.map { "\(side).\"\($0)\"" }.joined(separator: ", ") }
        let columns = zip(table.key, table.keyTypes).map { "\"\($0)\" \($1) not null" }.joined(separator: ", ")
        let quiet = """
            create or replace trigger moving_quiet before update on genkan."\(name)" for each row
                when (\(settings.quietCondition)) execute function genkan.moving_quiet();

            """
        return """
            create table if not exists genkan.\(log) (
                moving_number bigint generated always as identity primary key, \(columns));
            create or replace function genkan.\(log)() returns trigger language plpgsql security definer
            set search_path = genkan, pg_temp as $$
            begin
                if tg_op <> 'DELETE' then insert into \(log) (\(keys)) values (\(values("new"))); end if;
                if tg_op = 'DELETE' or tg_op = 'UPDATE' and (\(values("old"))) is distinct from (\(values("new"))) then
                    insert into \(log) (\(keys)) values (\(values("old")));
                end if;
                return null;
            end $$;
            create or replace trigger \(log) after insert or update or delete on genkan."\(name)"
                for each row execute function genkan.\(log)();
            create or replace trigger moving_left before insert or update or delete or truncate on genkan."\(name)"
                for each statement execute function genkan.moving_left();
            \(name == settings.quietTable ? quiet : "")
            """
    }
}
