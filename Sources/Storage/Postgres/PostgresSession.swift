import CPostgreSQL
import Foundation

/// One connection to the server, always in pipeline mode; belongs to the thread of its ``PostgresConnection``.
@safe final class PostgresSession {
    private let pointer: OpaquePointer
    private var single: [Statement: PostgresPrepared] = [:]
    private var many: [Statement: PostgresPrepared] = [:]
    private var preparedCount = 0
    private var encoding = PostgresEncoding()
    private var pointers: [UnsafePointer<CChar>?] = unsafe []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// The connection has ended.
    private var isLost = false
    /// What it has prepared no longer fits the tables.
    private var isWorn = false
    private var isAnswerOwed = false
    private let warning = PostgresWarning()

    /// Whether it may serve another transaction; otherwise it is made anew.
    var isUsable: Bool { !isLost && !isWorn && preparedCount < Self.preparedLimit }

    /// Statements are constants, so nobody comes near this who does not make them at run time.
    private static let preparedLimit = 5000

    /// Takes ownership of a connection that is open.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
        canceller = unsafe PostgresCanceller(owning: PQgetCancel(pointer))
        // also keeps what the server says aside from being printed
        _ = unsafe PQsetNoticeReceiver(
            pointer, { unsafe PostgresWarning.note($1, in: $0) }, Unmanaged.passUnretained(warning).toOpaque())
        _ = unsafe PQenterPipelineMode(pointer)
    }

    deinit {
        unsafe PQfinish(pointer)
    }

    /// What another thread needs to stop the statement that runs here.
    let canceller: PostgresCanceller

    /// Hears the names of the statements of each round trip.
    var trace: (@Sendable (_ statements: [String]) -> Void)?

    /// Whether a transaction is open, failed ones included.
    var isInTransaction: Bool { unsafe PQtransactionStatus(pointer) != PQTRANS_IDLE }

    var serverVersion: Int { unsafe Int(PQserverVersion(pointer)) }

    /// Whether an idle connection is still there: a server that stopped has said so, or closed its end.
    func isAlive() -> Bool {
        settle()
        var descriptor = unsafe pollfd(fd: PQsocket(pointer), events: Int16(POLLIN), revents: 0)
        return unsafe isUsable && poll(&descriptor, 1, 0) == 0
    }

    /// Sends commands in one round trip and hands each answer to `answered`, in their order.
    ///
    /// A command that this connection has not prepared yet is prepared behind those before it, in a round trip more: it
    /// may need what they create. The first error is thrown after everything else has been read.
    func exchange(
        _ commands: [PostgresCommand],
        _ answered: (Int, borrowing PostgresResult, PostgresPrepared) throws(DatabaseError) -> Void,
    ) throws(DatabaseError) {
        var start = 0
        repeat {
            let end = commands[start...].firstIndex { prepared($0) == nil } ?? commands.count
            try trip(commands[start..<end], preparing: end < commands.count ? [commands[end]] : [], answered)
            start = end
        } while start < commands.count
    }

    /// Sends commands whose answers say nothing but that it was done.
    func exchange(_ commands: [PostgresCommand]) throws(DatabaseError) {
        try exchange(commands) { (_, _, _) throws(DatabaseError) in }
    }

    /// Sends the end of a transaction that has nothing to lose, and leaves its answer for later.
    func endLater(_ command: PostgresCommand) throws(DatabaseError) {
        try send(command)
        guard unsafe PQpipelineSync(pointer) == 1 else { throw lost([]) }
        isAnswerOwed = true
    }

    /// Takes the answer that ``endLater(_:)`` has left; the server gave it long ago.
    private func settle() {
        guard isAnswerOwed else { return }
        isAnswerOwed = false
        // an error ends the transaction as well, and a lost connection has been noted
        guard nextResult() != nil, let mark = unsafe PQgetResult(pointer) else { return }
        _ = unsafe PostgresResult(owning: mark)
    }

    /// Prepares statements together, in one round trip.
    func prepare(_ statements: [Statement]) throws(DatabaseError) {
        try trip([], preparing: statements.map { PostgresCommand($0) }) { (_, _, _) throws(DatabaseError) in }
    }

    /// Runs a text of many statements inside the open transaction.
    func run(script: String, name: String) throws(DatabaseError) {
        _ = unsafe PQexitPipelineMode(pointer)
        guard let answer = unsafe PQexec(pointer, script) else { throw lost([]) }
        let result = unsafe PostgresResult(owning: answer)
        guard unsafe PQenterPipelineMode(pointer) == 1 else { throw lost([]) }
        if result.isError { throw noted(DatabaseError(result, statement: name)) }
        guard unsafe PQtransactionStatus(pointer) == PQTRANS_INTRANS else {
            isWorn = true
            throw DatabaseError(
                .other, statement: name, message: "the script has ended its transaction", transactionEnded: true)
        }
    }

    private func trip(
        _ commands: ArraySlice<PostgresCommand>,
        preparing missing: [PostgresCommand],
        _ answered: (Int, borrowing PostgresResult, PostgresPrepared) throws(DatabaseError) -> Void,
    ) throws(DatabaseError) {
        let (sent, refusal) = send(commands)
        var preparations: [(command: PostgresCommand, name: [CChar])] = []
        if refusal == nil {
            preparations = missing.map { ($0, sendPreparation($0)) }
        }
        guard unsafe PQpipelineSync(pointer) == 1 else { throw lost(sent) }
        trace?(sent.map(\.statement.name))
        var failure: DatabaseError?
        for index in sent.indices {
            guard let result = nextResult() else { throw failure ?? lost(sent[index...]) }
            do {
                try take(result, of: sent[index], at: index, answered)
            } catch {
                // a server that ends the connection at one command has not begun the next
                if isLost { throw failure ?? (sent[index].isCommit ? lost([sent[index]]) : error) }
                failure = failure ?? error
            }
        }
        for preparation in preparations {
            guard let parsed = nextResult(), let described = nextResult() else { throw failure ?? lost([]) }
            do {
                try take(parsed, described, of: preparation.command, name: preparation.name)
            } catch {
                if isLost { throw failure ?? error }
                failure = failure ?? error
            }
        }
        guard let mark = unsafe PQgetResult(pointer) else { throw failure ?? lost([]) }
        guard unsafe PostgresResult(owning: mark).status == PGRES_PIPELINE_SYNC else { throw failure ?? lost([]) }
        if let failure = failure ?? refusal { throw failure }
    }

    /// Sends as many as can be: a value that cannot travel ends it, and what was sent before must still be answered.
    private func send(
        _ commands: ArraySlice<PostgresCommand>
    ) -> (sent: ArraySlice<PostgresCommand>, refusal: DatabaseError?) {
        for index in commands.indices {
            do {
                try send(commands[index])
            } catch {
                return (commands[..<index], error)
            }
        }
        return (commands, nil)
    }

    private func send(_ command: PostgresCommand) throws(DatabaseError) {
        guard let prepared = prepared(command) else { throw lost([command]) }
        try encode(command, as: prepared)
        // without values there are no bytes, and an address is needed all the same: none means null
        unsafe encoding.bytes.withUnsafeBytes { bytes in
            unsafe pointers.removeAll(keepingCapacity: true)
            lengths.removeAll(keepingCapacity: true)
            for part in encoding.parts {
                let start = unsafe bytes.baseAddress?.advanced(by: part.start).assumingMemoryBound(to: CChar.self)
                unsafe pointers.append(part.count < 0 ? nil : start)
                lengths.append(Int32(clamping: part.count))
            }
            while formats.count < lengths.count { formats.append(1) }
            // an answer of 0 is a lost connection, and so will be the answer that is waited for
            _ = unsafe PQsendQueryPrepared(
                pointer, prepared.name, Int32(clamping: lengths.count), pointers, lengths, formats, 1)
        }
    }

    private func encode(_ command: PostgresCommand, as prepared: PostgresPrepared) throws(DatabaseError) {
        encoding.clear()
        switch command.values {
        case .one(let values):
            try check(count: values.count, command, prepared)
            for index in values.indices {
                do {
                    try encoding.append(values[index], as: prepared.parameters[index])
                } catch {
                    throw refused(index, error, command)
                }
            }
        case .many(let bindings):
            for binding in bindings { try check(count: binding.count, command, prepared) }
            for index in prepared.parameters.indices {
                do {
                    try encoding.append(column: index, of: bindings, as: prepared.parameters[index])
                } catch {
                    throw refused(index, error, command)
                }
            }
        }
    }

    private func check(
        count: Int, _ command: PostgresCommand, _ prepared: PostgresPrepared
    ) throws(DatabaseError) {
        guard count != prepared.parameters.count else { return }
        throw DatabaseError(
            .other,
            statement: command.statement.name,
            message: "the statement takes \(prepared.parameters.count) values and was given \(count)",
        )
    }

    private func refused(
        _ index: Int, _ refusal: PostgresEncoding.Refusal, _ command: PostgresCommand
    ) -> DatabaseError {
        DatabaseError(
            .other, statement: command.statement.name, message: "the value of $\(index + 1) \(refusal.reason)")
    }

    private func take(
        _ result: borrowing PostgresResult,
        of command: PostgresCommand,
        at index: Int,
        _ answered: (Int, borrowing PostgresResult, PostgresPrepared) throws(DatabaseError) -> Void,
    ) throws(DatabaseError) {
        if result.status == PGRES_PIPELINE_ABORTED { return }
        if result.isError {
            throw noted(DatabaseError(result, statement: command.statement.name), endsTransaction: command.isCommit)
        }
        if command.isCommit, warning.isGiven { throw doubted(command) }
        if command.isCommit, result.tag != "COMMIT" {
            throw DatabaseError(
                .other,
                statement: command.statement.name,
                message: "the server took the transaction back",
                transactionEnded: true,
            )
        }
        if let prepared = prepared(command) { try answered(index, result, prepared) }
    }

    /// The answer to one command; nil if the connection is lost.
    private func nextResult() -> PostgresResult? {
        warning.isGiven = false
        guard !isLost, let first = unsafe PQgetResult(pointer) else { return nil }
        let result = unsafe PostgresResult(owning: first)
        // what libpq itself has to say has no SQLSTATE; what the server said last has one
        let isLibrarys = result.isError && result.field("C") == nil
        isLost = unsafe isLibrarys || PQstatus(pointer) == CONNECTION_BAD
        if isLibrarys { return nil }
        if isLost { return result }
        // nothing ends the answers to one command
        while let more = unsafe PQgetResult(pointer) {
            _ = unsafe PostgresResult(owning: more)
        }
        return result
    }

    private func prepared(_ command: PostgresCommand) -> PostgresPrepared? {
        command.isMany ? many[command.statement] : single[command.statement]
    }

    private func sendPreparation(_ command: PostgresCommand) -> [CChar] {
        preparedCount += 1
        let name = Array("s\(preparedCount)".utf8CString)
        let text = command.isMany ? command.statement.many ?? "" : command.statement.postgres
        // the comment is what pg_stat_statements and the server's log show of it
        let sql = "/* \(command.statement.name) */ \(text)"
        // an answer of 0 is a lost connection, as above
        _ = unsafe PQsendPrepare(pointer, name, sql, 0, nil)
        _ = unsafe PQsendDescribePrepared(pointer, name)
        return name
    }

    private func take(
        _ parsed: borrowing PostgresResult,
        _ described: borrowing PostgresResult,
        of command: PostgresCommand,
        name: [CChar],
    ) throws(DatabaseError) {
        let statement = command.statement
        if parsed.isError { throw noted(DatabaseError(parsed, statement: statement.name)) }
        guard described.status == PGRES_COMMAND_OK else { return }
        let prepared = try PostgresPrepared(name: name, describedBy: described, statement: statement.name)
        if command.isMany { many[statement] = prepared } else { single[statement] = prepared }
    }

    /// Remembers what an error means for this connection.
    private func noted(_ error: DatabaseError, endsTransaction: Bool = false) -> DatabaseError {
        switch error.sqlState {
        // the tables changed under a prepared statement, or it is gone: another connection prepares it anew
        case "0A000", "26000": isWorn = true
        default: break
        }
        if error.code == .connectionLost { isLost = true }
        guard endsTransaction else { return error }
        return DatabaseError(
            error.code,
            statement: error.statement,
            message: error.message,
            transactionEnded: true,
            sqlState: error.sqlState,
        )
    }

    /// A commit's only warning is that its wait for the standby was cancelled: it is done here, and maybe nowhere else.
    private func doubted(_ commit: PostgresCommand) -> DatabaseError {
        DatabaseError(
            .commitUnknown,
            statement: commit.statement.name,
            message: "the server did not wait until the standby had the transaction; whether it stays is unknown",
            transactionEnded: true,
        )
    }

    /// The error of a connection that ended before it answered `commands`.
    private func lost(_ commands: ArraySlice<PostgresCommand>) -> DatabaseError {
        isLost = true
        let commit = commands.first(where: \.isCommit)
        return DatabaseError(
            commit == nil ? .connectionLost : .commitUnknown,
            statement: (commit ?? commands.first)?.statement.name,
            message: commit == nil
                ? "the connection to the server was lost; nothing of this transaction is stored"
                : "the connection to the server was lost while it committed; whether this is stored is unknown",
            transactionEnded: true,
        )
    }
}
