/// The precedences of the operators, from loose to tight, as in PostgreSQL.
enum Precedence: Int, Comparable, Sendable {
    case or = 1
    case and
    case not
    /// `IS NULL`, `IS DISTINCT FROM`.
    case `is`
    /// `= <> < <= > >=`; not associative.
    case comparison
    /// `BETWEEN IN LIKE ILIKE REGEXP`; not associative.
    case predicate
    /// `||`, PostgreSQL's "any other operator".
    case other
    case additive
    case multiplicative
    /// PostgreSQL's `^`.
    case power
    case sign
    /// `::`, and `->` and `->>` on JSON, which bind tighter than in PostgreSQL: a path is evaluated
    /// before its result is used. Texts of PostgreSQL's clients have PostgreSQL's precedence.
    case postfix
    /// Literals, names, calls, parentheses.
    case primary

    static func < (left: Precedence, right: Precedence) -> Bool { left.rawValue < right.rawValue }

    /// The next tighter precedence: that of the right operand of a left-associative operator.
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
        case .add, .subtract: .additive
        case .multiply, .divide, .remainder: .multiplicative
        case .jsonGet, .jsonGetText: .postfix
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
        case .literal, .column, .parameter, .case, .cast, .tryCast, .bounded, .call, .subquery,
            .exists:
            .primary
        case .unary(.not, _): .not
        case .unary: .sign
        case .binary(let `operator`, _, _): `operator`.precedence
        case .between, .inList, .inQuery, .inParameter, .match: .predicate
        case .test: .is
        }
    }
}

/// The limits on the nesting of trees.
enum Nesting {
    /// The maximum depth of the parser's calls, in expressions, which limits its own stack.
    static let calls = 200
    /// The number of calls that one query counts for, and one pair of parentheses in FROM.
    static let query = 4
    /// The maximum height of a tree, which limits the stack of all functions that traverse it
    /// later: in a debug build, the planner's calls have room for two such trees on top of each
    /// other. A chain such as `a OR b OR c` is a tree as high as it is long.
    static let height = 180
    /// The maximum number of joins in one chain, and of set operations.
    static let chain = 150
}
