import CPostgreSQL

/// What another thread needs to stop the statement that a connection runs.
///
/// `@unchecked`: libpq lets any thread use a `PGcancel`, which nobody changes; it is freed by its last owner.
@safe final class PostgresCanceller: @unchecked Sendable {
    private let pointer: OpaquePointer?

    /// Takes ownership; without a pointer it stops nothing.
    init(owning pointer: OpaquePointer?) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe PQfreeCancel(pointer)
    }

    /// Asks the server to stop what runs; blocks for as long as a connection takes.
    func cancel() {
        guard unsafe pointer != nil else { return }
        // its answer is the error of the statement, or none because the statement had ended
        _ = unsafe PQcancel(pointer, nil, 0)
    }
}
