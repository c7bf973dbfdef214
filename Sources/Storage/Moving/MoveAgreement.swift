/// What both stores' records say of each other, and what follows.
struct MoveAgreement {
    /// What is left to do.
    enum Outcome {
        /// Copy, from that place on.
        case copy(Reached?)
        /// The source was left by an earlier run; the target only lacks its end.
        case finish
    }

    let mover: Mover
    let plan: MovePlan

    /// Writes the records, or takes over those of an earlier run.
    ///
    /// - Throws: in words, and with nothing changed, where the two stores do not belong together.
    func make() async throws -> Outcome {
        let here = try await mover.source.database.read { tx in try MoveRecord.read(in: tx) }
        let there = try await mover.place.database.read { tx in try MoveRecord.read(in: tx) }
        if let here, here.way == .here, !here.hasEnded {
            throw refusal("a move into the store to be moved is not finished; finish it first")
        }
        let isSame = here?.way == .away && there?.way == .here && here?.number == there?.number
        if let here, here.way == .away, here.hasEnded {
            guard isSame, let there, !there.hasEnded else {
                throw refusal("\(MoveRecord.hasMoved)\(here.place)", .moved)
            }
            try await own(mover.place.database)
            return .finish
        }
        if let there { return try await goOn(there, isSame: isSame) }
        guard try await isEmpty() else {
            throw refusal("the store \(mover.place.name) holds something; name an empty one, nothing was changed")
        }
        try await begin()
        return .copy(nil)
    }

    private func goOn(_ there: MoveRecord, isSame: Bool) async throws -> Outcome {
        guard there.way == .here, !there.hasEnded else {
            throw refusal("the store \(mover.place.name) holds something; name an empty one, nothing was changed")
        }
        guard isSame else {
            throw refusal(
                "the store \(mover.place.name) holds an unfinished move from \(there.place), which is another store or "
                    + "was begun anew since; go on with that one, or name an empty store; nothing was changed")
        }
        try await own(mover.place.database)
        return .copy(there.reached.flatMap(Reached.init))
    }

    /// The source's first: without its number nobody goes on with what is in the target.
    private func begin() async throws {
        let (now, number) = (mover.clock.now(), mover.owner)
        let sides = [
            (mover.source.database, MoveRecord.Way.away, mover.place.name),
            (mover.place.database, MoveRecord.Way.here, mover.source.name),
        ]
        for (database, way, other) in sides {
            if way == .here { try await requireApart(number) }
            try await database.transaction { tx in
                if try tx.rows(RecordSQL.isThere).isEmpty { tx.write(RecordSQL.create) }
                tx.write(
                    RecordSQL.begin, .text(way.rawValue), .text(number), .text(other), .text(number), .integer(now))
            }
        }
    }

    /// What was written into the one must not be in the other.
    private func requireApart(_ number: String) async throws {
        let there = try await mover.place.database.read { tx in try MoveRecord.read(in: tx) }
        guard there?.number == number else { return }
        try await mover.source.database.transaction { tx in tx.write(RecordSQL.withdraw) }
        throw refusal("both URLs name the same store; name an empty one to move into")
    }

    private func own(_ database: any Database) async throws {
        let owner = mover.owner
        try await database.transaction { tx in tx.write(RecordSQL.own, .text(owner)) }
    }

    /// Tables whose rows a migration makes are empty until somebody starts something.
    private func isEmpty() async throws -> Bool {
        let plan = plan
        let names = mover.settings.madeByMigrations
        return try await mover.place.database.read { tx in
            for table in plan.tables where !names.contains(table.name) {
                if try !table.page(after: nil, limit: 1, in: tx).isEmpty { return false }
            }
            return true
        }
    }

    private func refusal(_ words: String, _ code: DatabaseError.Code = .other) -> DatabaseError {
        DatabaseError(code, message: words)
    }
}
