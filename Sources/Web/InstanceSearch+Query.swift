import Engine

extension InstanceSearch {
    /// Longest text that is looked for.
    private static let textMax = 200

    /// What `workflow`, `state` and `q` of an address say; blank is absent.
    init(_ query: FormFields) {
        func given(_ name: String) -> String? {
            query[name].map { String($0.trimmed.prefix(Self.textMax)) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        self.init(workflow: given("workflow"), state: given("state"), text: given("q"))
    }
}
