/// Why a page cannot be shown or a press cannot be taken, where it is not the engine that says so.
enum PageFault: Error, Equatable {
    /// There is no such page, or not for this person.
    case notFound
    /// The page exists, but not for this method.
    case methodNotAllowed(allowed: [String])
    /// The form did not come from a page of ours in this session (S-11).
    case forgedForm
    /// The body is over the limit.
    case tooLarge
    /// The body is no form.
    case unsupportedMediaType
    /// The body or address cannot be read.
    case unreadable
    /// Only a signed-in person can go on.
    case signInNeeded(next: LocalPath)
    /// The caller has more requests under way than one may have.
    case tooManyRequests
}
