extension Definition {
    /// Parses and type-checks a workflow file.
    ///
    /// - Parameters:
    ///   - text: the file, at most 1 MB.
    ///   - file: path for messages; its last part without `.yaml` must be the workflow's name (E009).
    ///   - surroundings: what else it is held against.
    /// - Returns: the definition and its warnings.
    /// - Throws: all faults of the file at once.
    public static func parse(
        _ text: String, file: String, surroundings: Surroundings = Surroundings()
    ) throws(DefinitionError) -> (definition: Definition, warnings: [Diagnostic]) {
        fatalError()
    }
}
