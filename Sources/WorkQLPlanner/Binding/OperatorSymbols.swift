import WorkQLSyntax

extension BinaryOperator {
    static let arithmetic: [BinaryOperator] = [.add, .subtract, .multiply, .divide, .remainder]

    /// The operator as it is written between its operands.
    var symbol: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        default: "%"
        }
    }
}
