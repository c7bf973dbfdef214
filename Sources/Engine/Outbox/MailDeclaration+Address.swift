public import Statecharts

extension MailDeclaration.Link {
    /// What the button opens.
    ///
    /// - Parameters:
    ///   - origin: where pages are reached.
    ///   - instance: id of the instance that mails.
    ///   - secret: of the recipient's one-time link; absent where there is none.
    public func address(at origin: String, workflow: String, instance: String, secret: String?) -> String? {
        switch self {
        case .task: secret.map { "\(origin)/l/\($0)" }
        case .status: "\(origin)/instances/\(instance)"
        case .again: "\(origin)/start/\(workflow)?from=\(instance)"
        case .page(let name): "\(origin)/\(name)"
        }
    }
}
