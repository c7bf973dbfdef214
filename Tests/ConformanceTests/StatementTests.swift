import Foundation
import TestKit
import Testing

@testable import Engine
@testable import Onboarding
@testable import Storage

/// Each constant means the same to both stores; that values arrive where their numbers say is Storage's own test.
@Suite struct `C34 every statement of the product` {
    private static let statements: [Statement] =
        InstanceTable.all + HistoryTable.all + TimerTable.all + TaskTable.all + ListingTable.all + LinkTable.all
        + OutboxTable.all + ReceiptTable.all + KeyTable.all + MentionTable.all + SecurityTable.all
        + MessageTable.all + RepairTable.all + ChildTable.all + TopicTable.all + SubscriptionTable.all
        + DefinitionTable.all + MonthTable.all + HealthTable.all + ClockTable.all + ProbeTable.all + SealKeys.all
        + PersonSQL.all + SessionSQL.all + SignInCodeSQL.all
        + TokenSQL.all + AccountSQL.all + IdentifierSQL.all + AccountEventSQL.all + MemberSQL.all + PlaceSQL.all
        + AgreementSQL.all + QuotaTable.all + RefusedAddressTable.all
        + CheckTable.all + CheckRows.all + AccountCheckSQL.all
        + [LimitedIdentifier.spend]

    /// Whose values the client can carry.
    private static let types: Set<String> = [
        "uuid", "text", "bytea", "bigint", "integer", "boolean", "timestamp with time zone",
    ]

    @Test func `stands in one of the lists above`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        var names: Set<String> = []
        for module in ["Engine", "Onboarding", "Delivery", "Web"] {
            let folder = sources.appending(path: module).path
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where path.hasSuffix(".swift") {
                let text = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
                for match in text.matches(of: /Statement\(\s*"([^"]+)"/) { names.insert(String(match.1)) }
            }
        }
        #expect(names.symmetricDifference(Self.statements.map(\.name)) == [])
        #expect(names.count == Self.statements.count, "two statements share a name")
    }

    @Test func `that writes to people is named for them, so that what is remembered of them is forgotten`() {
        let writing = Self.statements.filter { statement in
            statement.sqlite.contains(/(?:insert into|update|delete from)\s+(?:person|person_address|staff_member)\b/)
        }
        #expect(!writing.isEmpty)
        for statement in writing { #expect(statement.name.hasPrefix("person."), "\(statement.name)") }
    }

    @Test(arguments: TestStore.allCases)
    func `is understood, and takes what the program can give`(store: TestStore) async throws {
        let folder = try TemporaryFolder()
        let database = try await store.open(in: folder, lines: [.engineTables, .onboardingTables])
        for statement in Self.statements {
            switch store {
            case .sqlite: try await explain(statement, in: database)
            case .postgres:
                try await prepare(statement.name, statement.postgres, in: database)
                if let many = statement.many { try await prepare("\(statement.name), for many", many, in: database) }
            }
        }
    }

    private func explain(_ statement: Statement, in database: any Database) async throws {
        let count = statement.sqlite.matches(of: /\?(\d+)/).compactMap { Int($0.1) }.max() ?? 0
        do {
            let rows = try await database.read { tx in
                try tx.rows(
                    Statement(statement.name, sqlite: "explain \(statement.sqlite)", postgres: ""),
                    [SQLValue](repeating: .null, count: count))
            }
            #expect(!rows.isEmpty, "\(statement.name)")
        } catch {
            Issue.record("\(statement.name): \(error)")
        }
    }

    private func prepare(_ name: String, _ text: String, in database: any Database) async throws {
        do {
            let types = try await database.transaction { tx in
                tx.write(Statement("test.prepare", sqlite: "", postgres: "prepare probe as \(text)"))
                let rows = try tx.rows(
                    Statement(
                        "test.types",
                        "select unnest(parameter_types)::text from pg_prepared_statements "
                            + "where name = 'probe'"))
                tx.write(Statement("test.forget", "deallocate probe"))
                return try rows.map { try $0.text(0) }
            }
            for type in types {
                #expect(Self.types.contains(type.replacing("[]", with: "")), "\(name) takes \(type)")
            }
        } catch {
            Issue.record("\(name): \(error)")
        }
    }
}
