import Statecharts
import Storage

/// Rows of codes, kept for a day so that limits can be counted.
enum SignInCodeTable {
    struct Row: Sendable {
        var id: String
        var browser: [UInt8]
        var salt: [UInt8]
        var hash: [UInt8]
        var madeAt: Timestamp
        var expiresAt: Timestamp
        var tries = 0
        var isEnded = false
    }

    struct Counts {
        /// The oldest code within the hour, if there may be no more now.
        var refusedSince: Timestamp?
        /// Whether the browser signed in with the address before.
        var isKnownBrowser: Bool
    }

    /// What was asked for this address.
    ///
    /// A browser that signed in with it before has a quota of its own.
    static func counts(
        of address: EmailAddress, browser: [UInt8], now: Timestamp, in tx: borrowing Transaction
    ) throws -> Counts {
        let hour = now.adding(.hours(-1)).microseconds
        let isKnown = try !tx.rows(SignInCodeSQL.isKnownBrowser, .text(address.key), .bytes(browser)).isEmpty
        let codes = try tx.rows(
            isKnown ? SignInCodeSQL.ofBrowser : SignInCodeSQL.ofStrangers, .text(address.key), .bytes(browser),
            .integer(hour))
        let last = codes.count >= SignInLimits.codesPerHour ? codes[SignInLimits.codesPerHour - 1] : nil
        return Counts(
            refusedSince: try last.map { Timestamp(microseconds: try $0.integer(0)) },
            isKnownBrowser: isKnown)
    }

    /// Ends the code before, also when this one is not mailed: otherwise wrong answers would tell which of both it was.
    static func insert(
        _ row: Row, for address: EmailAddress, isMailed: Bool, in tx: borrowing Transaction
    ) throws {
        tx.write(SignInCodeSQL.endOlder, .text(address.key), .bytes(row.browser))
        tx.write(
            SignInCodeSQL.insert, .text(row.id), .text(address.key), .bytes(row.browser), .bytes(row.salt),
            .bytes(row.hash), .integer(row.madeAt.microseconds), .integer(row.expiresAt.microseconds), .flag(isMailed))
    }

    static func newest(
        for address: EmailAddress, browser: BrowserSecret, in tx: borrowing Transaction
    ) throws -> Row? {
        try tx.rows(SignInCodeSQL.newest, .text(address.key), .bytes(browser.hash)).first.map { row in
            Row(
                id: try row.text("id"), browser: browser.hash, salt: try row.bytes("salt"),
                hash: try row.bytes("code_hash"), madeAt: Timestamp(microseconds: try row.integer("made_at")),
                expiresAt: Timestamp(microseconds: try row.integer("expires_at")),
                tries: Int(try row.integer("tries")), isEnded: try row.flag("is_ended"))
        }
    }
}

enum SignInCodeSQL {
    static let isKnownBrowser = Statement(
        "sign-in-code.is-known-browser", "select 1 from known_browser where address_key = $1 and browser_hash = $2")
    static let knowBrowser = Statement(
        "sign-in-code.know-browser",
        """
        insert into known_browser (address_key, browser_hash, last_at) values ($1, $2, $3)
        on conflict (address_key, browser_hash) do update set last_at = excluded.last_at
        """)
    static let ofBrowser = Statement(
        "sign-in-code.of-browser",
        """
        select made_at from sign_in_code where address_key = $1 and browser_hash = $2 and made_at > $3
        order by made_at desc
        """)
    static let ofStrangers = Statement(
        "sign-in-code.of-strangers",
        """
        select made_at from sign_in_code where address_key = $1 and made_at > $3 and (browser_hash = $2
            or not exists (select 1 from known_browser
                where known_browser.address_key = $1 and known_browser.browser_hash = sign_in_code.browser_hash))
        order by made_at desc
        """)
    static let endOlder = Statement(
        "sign-in-code.end-older",
        "update sign_in_code set is_ended = true where address_key = $1 and browser_hash = $2 and not is_ended")
    static let insert = Statement(
        "sign-in-code.insert",
        """
        insert into sign_in_code (id, address_key, browser_hash, salt, code_hash, made_at, expires_at, tries, is_ended,
            is_mailed)
        values ($1, $2, $3, $4, $5, $6, $7, 0, false, $8)
        """)
    static let newest = Statement(
        "sign-in-code.newest",
        """
        select id, salt, code_hash, made_at, expires_at, tries, is_ended from sign_in_code
        where address_key = $1 and browser_hash = $2
        order by is_ended, made_at desc limit 1
        """)
    static let countTry = Statement("sign-in-code.count-try", "update sign_in_code set tries = tries + 1 where id = $1")
    static let use = Statement(
        "sign-in-code.use", "update sign_in_code set is_ended = true where id = $1 and not is_ended")
    static let forget = Statement("sign-in-code.forget", "delete from sign_in_code where made_at <= $1")
    static let all = [
        isKnownBrowser, knowBrowser, ofBrowser, ofStrangers, endOlder, insert, newest, countTry, use, forget,
    ]
}
