// The clauses after the last SELECT of a query: ORDER BY, LIMIT, WITH TIMEZONE.

import WorkQLTime

extension Parser {
    mutating func clauses(
        of query: inout Query, _ progress: inout Progress
    ) throws(Diagnostic) {
        while true {
            let mark = position
            do throws(Diagnostic) {
                try readClauses(of: &query, &progress)
                try finish(progress)
                return
            } catch {
                try recover(from: error, since: mark, after: progress.clause)
            }
        }
    }

    private mutating func readClauses(
        of query: inout Query, _ progress: inout Progress
    ) throws(Diagnostic) {
        if at(.order), progress.clause < .ordering {
            progress.reach(.ordering)
            query.ordering = try ordering()
        }
        if at(.limit) || at(.fetch) || at(.offset), progress.clause < .limit {
            progress.reach(.limit)
            try limit(of: &query, &progress)
        }
        // These come at the very end, in either order.
        while isAtTime && progress.time == nil || at(.with) && !progress.has(.tail) {
            if isAtTime {
                progress.time = try timeClause()
                progress.endQuery()
            } else {
                progress.reach(.tail)
                query.timeZone = try timeZone()
            }
        }
    }

    private mutating func ordering() throws(Diagnostic) -> OrderingClause {
        advance()
        try expect(.by)
        if take(.all) {
            let descending = take(.desc)
            if !descending { _ = take(.asc) }
            try refuseKeysBesideAll("ORDER BY ALL orders by every column")
            return .all(descending: descending)
        }
        return .by(try orderings())
    }

    /// Words for a direction that are not those of SQL.
    private static let directions = [
        "descending": "DESC", "降序": "DESC", "倒序": "DESC", "逆序": "DESC", "从大到小": "DESC",
        "从高到低": "DESC", "ascending": "ASC", "升序": "ASC", "正序": "ASC", "从小到大": "ASC",
        "从低到高": "ASC",
    ]

    /// Parses the items of ORDER BY, in a query and in a window.
    mutating func orderings() throws(Diagnostic) -> [Ordering] {
        var orderings: [Ordering] = []
        repeat {
            if !orderings.isEmpty { try refuseAll("ORDER BY ALL orders by every column") }
            var ordering = Ordering(try expression())
            // DESC and ASC, which usually follow, are keywords.
            if at(.word), current.keyword == nil,
                let direction = Self.directions[text(current).lowercased()]
            {
                throw Diagnostic(
                    .unexpectedWord, "expected ASC or DESC, found \"\(text(current).clipped)\"",
                    at: current.span, writing: direction)
            }
            ordering.descending = take(.desc)
            if !ordering.descending { _ = take(.asc) }
            if take(.nulls) {
                if take(.first) {
                    ordering.nulls = .first
                } else {
                    guard take(.last) else {
                        throw unexpected("FIRST or LAST after NULLS", among: [.first, .last])
                    }
                    ordering.nulls = .last
                }
            }
            orderings.append(ordering)
        } while try goesOn("an expression") && !isAtFormatBehindComma
        return orderings
    }

    private mutating func limit(
        of query: inout Query, _ progress: inout Progress
    ) throws(Diagnostic) {
        if take(.offset) {
            try offset(of: &query, &progress)
            if take(.limit) { try count(of: &query) } else if at(.fetch) { try fetch(of: &query) }
        } else if at(.fetch) {
            try fetch(of: &query)
            progress.reach(.offset)
        } else {
            advance()
            try count(of: &query)
            if take(.offset) { try offset(of: &query, &progress) }
        }
    }

    private mutating func count(of query: inout Query) throws(Diagnostic) {
        if !take(.all) {
            try refuseNumberInWords("LIMIT")
            query.limit = try expression()
        }
        if at(.comma) {
            throw Diagnostic(
                .limitShape, "LIMIT takes one number", at: current.span,
                help: "write LIMIT count OFFSET start")
        }
    }

    /// Parses `OFFSET 20`, `OFFSET 20 ROWS`.
    private mutating func offset(
        of query: inout Query, _ progress: inout Progress
    ) throws(Diagnostic) {
        progress.reach(.offset)
        try refuseNumberInWords("OFFSET")
        query.offset = try expression()
        if !take(.rows) { _ = take(.row) }
    }

    /// Parses `FETCH FIRST 5 ROWS ONLY`, the standard's form of LIMIT.
    private mutating func fetch(of query: inout Query) throws(Diagnostic) {
        advance()
        guard take(.first) || take(.next) else {
            throw unexpected("FIRST or NEXT after FETCH", among: [.first, .next])
        }
        query.limit = Expression(.literal(.integer(1)), span: current.span)
        if !at(.row), !at(.rows) { try refuseNumberInWords("FETCH FIRST") }
        if [.integer, .real, .parameter, .openParen, .plus, .minus].contains(current.kind) {
            query.limit = try expression(.sign)
        }
        guard take(.rows) || take(.row) else {
            throw unexpected("ROWS", among: [.rows, .row], help: "write FETCH FIRST 5 ROWS ONLY")
        }
        if at(.with), peek().kind == .word, text(peek()).uppercased() == "TIES" {
            throw unsupported(
                "WITH TIES", at: peek().span,
                help: "write QUALIFY rank() OVER (ORDER BY …) <= 5")
        }
        try expect(.only)
    }

    private mutating func timeZone() throws(Diagnostic) -> TimeZoneClause {
        let start = current.start
        advance()
        try expect(.timezone)
        offer(.timezone)
        let zone = try string(
            "a time zone after TIMEZONE", help: "for example WITH TIMEZONE 'Asia/Shanghai'")
        return TimeZoneClause(zone, span: span(from: start))
    }
}

extension Parser {
    /// Records the clauses and the set operators that may follow.
    private mutating func expectClauses(behind progress: Progress) {
        guard isCompleting, at(.endOfText) else { return }
        let clause = progress.clause
        for next in Clause.allCases where next > clause {
            switch next {
            case .items: break
            case .time:
                if progress.time == nil { offer([.since, .during, .until, .through]) }
            case .limit: offer([.limit, .offset, .fetch])
            case .offset: if clause == .limit { offer([.offset]) }
            case .tail: expected.add("WITH TIMEZONE")
            default: offer([next.keyword])
            }
        }
        // The range may come last as well.
        if clause > .time, progress.time == nil { offer([.since, .during, .until, .through]) }
        if clause.isSelects { offer([.union, .intersect, .except]) }
    }
}

// MARK: Errors

extension Parser {
    /// Reports the error if a query does not end here.
    private mutating func finish(_ progress: Progress) throws(Diagnostic) {
        expectClauses(behind: progress)
        if isNested ? at(.closeParen) : at(.endOfText) || at(.semicolon) || at(.format) {
            return
        }
        if let misplaced = misplaced(progress) { throw misplaced }
        throw notAClause(behind: progress)
    }

    /// Returns the error for a token after a clause that does not begin another one.
    mutating func notAClause(behind progress: Progress) -> Diagnostic {
        let clause = progress.clause
        if at(.select), progress.has(.from), !progress.has(.items) {
            return Diagnostic(
                .clauseOrder, "SELECT comes too late", at: current.span,
                help: "write FROM … SELECT … WHERE …")
        }
        if at(.fill) {
            return progress.has(.timeSeries)
                ? Diagnostic(
                    .clauseOrder, "FILL comes too late", at: current.span,
                    help: "write FILL directly behind TIMESERIES and its ON, before SINCE")
                : Diagnostic(
                    .clauseOrder, "FILL without TIMESERIES", at: current.span,
                    help: "write TIMESERIES 1d FILL 0")
        }
        let close = isNested ? "\")\"" : "\";\""
        let what =
            switch clause {
            case _ where isNested && at(.endOfText): close
            case .items where !progress.has(.from): "\",\" or FROM"
            case .tail: close
            default: "a clause or \(close)"
            }
        var words = Clause.allCases.filter { $0 > clause }.map(\.keyword)
        if clause != .tail { words += [.until, .through, .during, .union, .intersect, .except] }
        if clause == .ordering { words += [.asc, .desc, .nulls] }
        if clause == .from { words += [.join, .left, .right, .inner, .full, .cross, .on, .using] }
        if clause == .timeSeries { words.append(.fill) }
        let isCondition = progress.time != nil && (at(.and) || at(.or))
        return unexpected(
            what, among: words + Parser.infixWords,
            help: isCondition ? "conditions belong in WHERE, before the time range" : nil)
    }

    /// Returns the error for a clause in a wrong position: repeated, or after one that must follow
    /// it.
    func misplaced(_ progress: Progress) -> Diagnostic? {
        guard let keyword = current.keyword else { return nil }
        let span = current.span
        if keyword.isSetOperator {
            return Diagnostic(
                .clauseOrder, "\(keyword.rawValue) comes too late", at: span,
                help: "put what stands before it in parentheses")
        }
        guard let clause = Clause(keyword), clause != .items else { return nil }
        if clause == .time, let time = progress.time {
            return secondRange(keyword, after: time, at: span)
        }
        let name = clause.name ?? keyword.rawValue
        if progress.has(clause) {
            return Diagnostic(
                .clauseTwice, "a second \(name)", at: span,
                help: clause == .condition ? "join conditions with AND" : nil)
        }
        return Diagnostic(
            .clauseOrder, "\(name) comes too late", at: span, help: Clause.order)
    }
}
