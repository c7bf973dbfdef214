public import Engine
public import Statecharts

/// The numbers of signing in by code (S-5, S-8).
public struct SignInLimits: Sendable {
    /// How long a code works.
    public static let codeLifetime = Span.minutes(10)
    /// Digits of a code.
    public static let digits = 8
    /// Wrong answers that a code bears.
    public static let triesPerCode = 5
    /// Codes per address and hour, asked for by whomever.
    public static let codesPerHour = 5
    /// Mails to an address that never signed in, of workflows too; a code beyond that is made but not mailed.
    public static let mailsToUnverified = Quota.unverified
    /// Codes that browsers of one network ask for, except those that signed in with the address before.
    public static let codesPerNetwork = Quota(perHour: 120, perDay: 600)
}
