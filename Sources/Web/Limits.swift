import Statecharts

/// Bounds of everything that comes from outside, in one place.
public enum Limits {
    /// Largest body of a request, in bytes.
    public static let bodyBytes = 65_536
    /// Most fields of a form.
    static let formFields = 400
    /// Longest `next` address, in bytes.
    static let nextBytes = 512
    /// Longest value of a cookie that we set, in bytes; browsers drop what is over 4 KiB with its name and attributes.
    static let cookieBytes = 3_800
    /// How long the cookie that shows a mail's link lives.
    static let linkView = Span.minutes(30)
    /// How long typed values wait while the person updates the profile.
    static let draft = Span.hours(1)
    /// How long an unsigned browser keeps the name that its sign-in codes are bound to.
    static let browserSeconds = 86_400 * 365
}
