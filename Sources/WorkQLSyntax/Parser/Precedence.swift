/// How tightly the operators bind, from loose to tight, as in PostgreSQL.
enum Precedence: Int, Comparable, Sendable {
    case or = 1
    case and
    case not
    /// `IS NULL`, `IS DISTINCT FROM`
    case `is`
    /// `= <> < <= > >=`; none of them stands beside another.
    case comparison
    /// `BETWEEN IN LIKE`; none of them stands beside another.
    case predicate
    /// `||`, PostgreSQL's "any other operator"
    case other
    case additive
    case multiplicative
    case sign
    /// `::`, `->`, `->>`
    case postfix
    /// Literals, names, calls, parentheses.
    case primary

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

    /// The next tighter one: that of the right operand of an operator that groups to the left.
    var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .primary }
}

extension BinaryOperator {
    var precedence: Precedence {
        switch self {
        case .or: .or
        case .and: .and
        case .isDistinct, .isNotDistinct: .is
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: .comparison
        case .concatenate: .other
        case .jsonGet, .jsonGetText: .postfix
        case .add, .subtract: .additive
        case .multiply, .divide, .remainder: .multiplicative
        }
    }

    /// The operator as it is printed.
    package var spelling: String {
        switch self {
        case .or: "OR"
        case .and: "AND"
        case .equal: "="
        case .notEqual: "<>"
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .isDistinct: "IS DISTINCT FROM"
        case .isNotDistinct: "IS NOT DISTINCT FROM"
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .remainder: "%"
        case .concatenate: "||"
        case .jsonGet: "->"
        case .jsonGetText: "->>"
        }
    }
}

extension Expression.Kind {
    var precedence: Precedence {
        switch self {
        case .literal(.integer(let value)) where value < 0: .sign
        case .literal(.real(let value)) where value.sign == .minus: .sign
        case .literal, .column, .parameter, .case, .cast, .call, .subquery, .exists: .primary
        case .unary(.not, _): .not
        case .unary: .sign
        case .binary(let `operator`, _, _): `operator`.precedence
        case .between, .inList, .inQuery, .inParameter, .match: .predicate
        case .test: .is
        }
    }
}

/// How far expressions may nest.
///
/// The first bounds the parser's own stack, the second everyone's who walks a tree later: the binder
/// takes up to 13 KB a level in a debug build, of a thread's 8 MB, and SQLite goes 1,000 deep. A
/// chain such as `a OR b OR c` is a tree as high as it is long.
enum Nesting {
    static let calls = 200
    /// What a query inside another counts, for it takes far more stack than an expression.
    static let query = 10
    /// Joins and set operations in a row, whose trees are as high as they are long.
    static let chain = 200
    static let height = 300
}
