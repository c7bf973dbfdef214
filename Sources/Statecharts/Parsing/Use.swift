/// Something that is declared once and should be used somewhere (W303).
enum Use: Hashable {
    case fact(String)
    case action(String)
    case role(String)
    case mail(String)
    case type(String)
}
