import WorkQLTime

/// The clauses of a query, in the order in which they are written.
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

    /// The name of the clause in the list of all clauses.
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

    /// Returns the clause that a keyword begins.
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

/// The progress of parsing a query.
struct Progress {
    /// The last clause, or the current one.
    private(set) var clause = Clause.items
    private var seen: UInt16 = 0
    /// The time range that applies to the current text.
    var time: TimeClause?
    /// The keys of `DISTINCT ON (a, b)`.
    var distinctOn: [Expression] = []

    mutating func reach(_ clause: Clause) {
        self.clause = max(self.clause, clause)
        seen |= 1 << clause.rawValue
    }

    /// Records the end of a SELECT, after which none of its clauses may follow.
    mutating func endSelect() { clause = max(clause, .comparison) }

    /// Records the end of the query, after which only the other final clause may follow.
    mutating func endQuery() { clause = .tail }

    func has(_ clause: Clause) -> Bool { seen & 1 << clause.rawValue != 0 }
}
