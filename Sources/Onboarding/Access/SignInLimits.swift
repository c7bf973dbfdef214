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
    /// Mails per hour to an address that never signed in; a code beyond that is made but not mailed.
    public static let mailsPerHourToUnverified = 3
    /// Mails per 24 hours to an address that never signed in.
    public static let mailsPerDayToUnverified = 10
}
