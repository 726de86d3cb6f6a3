import WorkQLTime

/// The clauses of a query, in the order in which they stand.
enum Clause: Int, CaseIterable, Comparable {
    case items, from, condition, time, timeSeries, grouping, having, windows, qualify, comparison
    case ordering, limit, offset, tail

    static func < (left: Clause, right: Clause) -> Bool { left.rawValue < right.rawValue }

    var keyword: Keyword {
        switch self {
        case .items: .select
        case .from: .from
        case .condition: .where
        case .time: .since
        case .timeSeries: .timeseries
        case .grouping: .group
        case .having: .having
        case .windows: .window
        case .qualify: .qualify
        case .comparison: .compare
        case .ordering: .order
        case .limit: .limit
        case .offset: .offset
        case .tail: .with
        }
    }

    /// How the clause is named in the order of all of them.
    var name: String? {
        switch self {
        case .offset: nil
        case .grouping: "GROUP BY"
        case .comparison: "COMPARE WITH"
        case .ordering: "ORDER BY"
        case .tail: "WITH TIMEZONE"
        default: keyword.rawValue
        }
    }

    /// The clause that a keyword begins.
    init?(_ keyword: Keyword?) {
        switch keyword {
        case .until, .through, .during: self = .time
        case .fetch: self = .limit
        case let keyword?:
            guard let clause = Clause.allCases.first(where: { $0.keyword == keyword }) else {
                return nil
            }
            self = clause
        case nil: return nil
        }
    }

    /// Whether the clause belongs to each SELECT; the others belong to the query around them.
    var isSelects: Bool { self < .ordering }

    static var order: String {
        "the order is " + allCases.compactMap(\.name).joined(separator: ", ")
    }
}

extension Keyword {
    var isSetOperator: Bool { self == .union || self == .intersect || self == .except }
}

/// How far a query has been read.
struct Progress {
    /// The last clause, or the one that is being read.
    private(set) var clause = Clause.items
    private var seen: UInt16 = 0
    /// The time range that holds for what is being read.
    var time: TimeClause?

    mutating func reach(_ clause: Clause) {
        self.clause = max(self.clause, clause)
        seen |= 1 << clause.rawValue
    }

    /// After which nothing of a SELECT may stand any more.
    mutating func endSelect() { clause = max(clause, .comparison) }

    /// After which nothing but the other clause of the very end may stand.
    mutating func endQuery() { clause = .tail }

    func has(_ clause: Clause) -> Bool { seen & 1 << clause.rawValue != 0 }
}
