/// Why a command failed, in words that say what to do; the program ends with exit code 1.
struct Failure: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
