/// The clauses of a query in the order in which they stand.
enum Stage: Int, CaseIterable, Comparable {
    case items, from, condition, time, timeSeries, grouping, having, comparison, ordering, limit,
        offset, tail

    static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }

    var keyword: Keyword {
        switch self {
        case .items: .select
        case .from: .from
        case .condition: .where
        case .time: .since
        case .timeSeries: .timeseries
        case .grouping: .group
        case .having: .having
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
        case .ordering: "ORDER BY"
        case .tail: "WITH TIMEZONE"
        default: keyword.rawValue
        }
    }

    /// The clause that a keyword begins.
    init?(_ keyword: Keyword?) {
        switch keyword {
        case .until, .through, .during: self = .time
        case let keyword?:
            guard let stage = Stage.allCases.first(where: { $0.keyword == keyword }) else {
                return nil
            }
            self = stage
        case nil: return nil
        }
    }
}

extension Parser {
    /// Whether another item of a list follows. A comma may stand behind the last one too.
    mutating func goesOn(_ what: String) throws(Diagnostic) -> Bool {
        guard take(.comma) else { return false }
        if at(.comma) { throw unexpected(what) }
        return !(at(.endOfText) || at(.semicolon) || at(.closeParen) || isAtClause)
    }

    /// Whether a clause begins here. GROUP and ORDER need their BY, for a better message where one
    /// of them was meant as a name.
    private var isAtClause: Bool {
        switch current.keyword {
        case .union, .intersect, .except: return true
        default: break
        }
        guard let stage = Stage(current.keyword) else { return false }
        switch stage {
        case .grouping, .ordering: return peek().keyword == .by
        case .items: return at(.select)
        default: return true
        }
    }

    /// Says what is wrong if the query does not end here.
    mutating func finish(_ query: Query, at stage: Stage) throws(Diagnostic) {
        guard !at(.endOfText), !at(.semicolon), !at(.closeParen) else { return }
        if let misplaced = misplaced(query, at: stage) { throw misplaced }
        let later = Stage.allCases.filter { $0 > stage }.map(\.keyword)
        let what =
            switch stage {
            case .items: "\",\" or FROM"
            case .tail: "\";\""
            default: "a clause or \";\""
            }
        var words = later
        if stage != .tail { words += [.until, .through, .during] }
        if stage == .ordering { words += [.asc, .desc, .nulls] }
        if stage == .from { words += [.join, .left, .inner, .on, .using] }
        let isCondition = query.range != nil && (at(.and) || at(.or))
        throw unexpected(
            what, among: words + Parser.infixWords,
            help: isCondition ? "conditions stand in WHERE, before the time range" : nil)
    }

    /// A clause that stands where it may not: a second time, or behind one that follows it.
    private func misplaced(_ query: Query, at stage: Stage) -> Diagnostic? {
        guard let keyword = current.keyword, let found = Stage(keyword), found != .items else {
            return nil
        }
        let span = current.span
        let select: Select? = if case .select(let select) = query.body { select } else { nil }
        let isSecond: Bool
        switch found {
        case .items: return nil
        case .offset:
            if query.offset == nil, query.limit == nil {
                return Diagnostic("OFFSET without LIMIT", at: span, help: "write LIMIT n OFFSET m")
            }
            isSecond = query.offset != nil
        case .time:
            if let time = query.range { return secondRange(keyword, after: time, at: span) }
            isSecond = false
        case .from: isSecond = select?.from.isEmpty == false
        case .condition: isSecond = select?.condition != nil
        case .timeSeries: isSecond = select?.timeSeries != nil
        case .grouping: isSecond = select.map { $0.grouping != .by([]) } ?? false
        case .having: isSecond = select?.having != nil
        case .comparison: isSecond = select?.comparison != nil
        case .ordering: isSecond = query.ordering != nil
        case .limit: isSecond = query.limit != nil
        case .tail: isSecond = query.timeZone != nil
        }
        let name = found.name ?? keyword.rawValue
        if isSecond {
            let help = found == .condition ? "join conditions with AND" : nil
            return Diagnostic("a second \(name)", at: span, help: help)
        }
        return Diagnostic(
            "\(name) stands too late", at: span,
            help: "the order is " + Stage.allCases.compactMap(\.name).joined(separator: ", "))
    }
}
