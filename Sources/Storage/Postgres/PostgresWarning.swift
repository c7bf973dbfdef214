import CPostgreSQL

/// Whether the server warned while it answered a command; belongs to the thread of its ``PostgresSession``.
final class PostgresWarning {
    var isGiven = false

    /// Takes what libpq hands to a connection's receiver of notices, whose `place` is a warning of ours.
    static func note(_ notice: OpaquePointer?, in place: UnsafeMutableRawPointer?) {
        guard let place = unsafe place, let severity = unsafe PQresultErrorField(notice, Int32(UInt8(ascii: "V"))),
            unsafe String(cString: severity) == "WARNING"
        else { return }
        unsafe Unmanaged<PostgresWarning>.fromOpaque(place).takeUnretainedValue().isGiven = true
    }
}
