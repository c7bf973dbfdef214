import Testing

@testable import Storage

@Suite struct `A script of many statements` {
    @Test(arguments: [
        ("select 1; -- commit;\ninsert", ["select", "insert"]), ("/* commit; /* ; */ end; */ create table", ["create"]),
        ("select ';commit'; e'\\';commit'; x", ["select", "e", "x"]),
        ("do $$ begin; commit; end $$; Drop", ["do", "drop"]),
        ("do $a$ begin $$; $b$; end $a$; alter", ["do", "alter"]),
        ("create \";commit\" ;; \n commit", ["create", "commit"]),
        ("select $1; select a$b$; commit", ["select", "select", "commit"]), ("", []), ("'open", []),
    ])
    func `is read by the first word of each`(script: String, words: [String]) {
        #expect(SQLScript(script).firstWords == words)
    }

    @Test(arguments: ["commit", "END", "Rollback", "abort", "begin", "start transaction", "prepare transaction 'x'"])
    func `may not end its transaction`(statement: String) {
        #expect(throws: DatabaseError.self) { try SQLScript("select 1;\n\(statement);").check("x") }
    }
}
